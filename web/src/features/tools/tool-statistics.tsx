import { Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Loaded, LoadingRows } from '../../ui/states.tsx';

const SPANS = [7, 30, 90] as const;

/** How the calls of a tool went: how many, how well, how fast. */
export function ToolStatistics({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [days, setDays] = useState<number>(30);
  const found = useRead('GET /api/v1/tools/{name}/statistics', { params: { name }, query: { days } });
  const time = (ms: number | null) => (ms === null ? '–' : format.duration(ms));
  return (
    <Stack data-testid="tool-statistics">
      <Group>
        <SegmentedControl
          size="xs"
          aria-label={t('agents.span')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={SPANS.map((value) => ({ value: String(value), label: t('agents.days', { count: value }) }))}
        />
      </Group>
      <Loaded of={found} loading={<LoadingRows rows={1} height={64} />}>
        {({ calls, failed, cached, successRate, p50Ms, p95Ms }) =>
          calls === 0 ? (
            <Text size="sm" c="dimmed">
              {t('tools.noCalls')}
            </Text>
          ) : (
            <SimpleGrid cols={{ base: 2, sm: 3 }}>
              {[
                [t('tools.calls'), format.number(calls)],
                [t('agents.success'), successRate === null ? '–' : format.share(successRate)],
                [t('tools.failed'), format.number(failed)],
                [t('tools.cached'), format.number(cached)],
                [t('agents.p50'), time(p50Ms)],
                [t('agents.p95'), time(p95Ms)],
              ].map(([label, value]) => (
                <div key={label}>
                  <Text size="xs" c="dimmed">
                    {label}
                  </Text>
                  <Text fw={600}>{value}</Text>
                </div>
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Stack>
  );
}
