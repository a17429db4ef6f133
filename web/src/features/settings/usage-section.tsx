import { SegmentedControl, Table } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useRead } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Section } from './section.tsx';

const DAYS = [7, 30, 90] as const;

export function UsageSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const [days, setDays] = useState(30);
  const usage = useRead('GET /api/v1/models/usage', { query: { days } });
  const models = useList('GET /api/v1/models', {}).data ?? [];
  const nameOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  const choice = (
    <SegmentedControl
      aria-label={t('usage.period')}
      value={String(days)}
      onChange={(value) => setDays(Number(value))}
      data={DAYS.map((count) => ({ value: String(count), label: t('usage.days', { count }) }))}
    />
  );
  return (
    <Section title={t('settings.usage')} text={t('usage.text')} action={choice}>
      <Loaded of={usage}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconChartBar} title={t('usage.none')} />
          ) : (
            <Table.ScrollContainer minWidth={620} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
              <Table verticalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('chat.model')}</Table.Th>
                    <Table.Th ta="right">{t('usage.calls')}</Table.Th>
                    <Table.Th ta="right">{t('usage.failures')}</Table.Th>
                    <Table.Th ta="right">{t('usage.input')}</Table.Th>
                    <Table.Th ta="right">{t('usage.output')}</Table.Th>
                    <Table.Th ta="right">{t('usage.cost')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((row) => (
                    <Table.Tr key={row.modelId}>
                      <Table.Td>{nameOf(row.modelId)}</Table.Td>
                      {[row.calls, row.failures, row.inputTokens, row.outputTokens].map((value, index) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                        <Table.Td key={index} ta="right">
                          {format.number(value)}
                        </Table.Td>
                      ))}
                      <Table.Td ta="right">{format.cost(row.costMicros)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
    </Section>
  );
}
