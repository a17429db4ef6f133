import { Button, Checkbox, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartDots, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evaluation } from '../../../lib/api-types.ts';
import { useCan, usePages } from '../../../lib/queries.ts';
import { MoreButton } from '../../../ui/rows.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { Comparison } from './comparison-view.tsx';
import { EvaluationRow } from './evaluation-row.tsx';
import { HistoryChart } from './history-chart.tsx';
import { MeasureForm } from './measure-form.tsx';
import styles from './quality.module.css';
import { EVALUATIONS, type SetParams } from './routes.ts';

const LOOK_EVERY_MS = 1_500;
const MAX_CHOSEN = 2;
const DEFAULTS: Evaluation['settings'] = {
  mode: 'hybrid',
  limit: 10,
  weights: { keyword: 1, vector: 1 },
  diversity: 0,
  decay: null,
  rerank: true,
  answers: false,
  model: null,
};

/** How a set has been measured, and two of the measurements beside each other. */
export function Measurements({ params, isEmpty }: { params: SetParams; isEmpty: boolean }) {
  const { t } = useTranslation();
  const mayMeasure = useCan()('run', 'Agent');
  const evaluations = usePages(EVALUATIONS, { params }, { refetchInterval: LOOK_EVERY_MS });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isStarting, { open, close }] = useDisclosure(false);
  const choose = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-MAX_CHOSEN));
  const start = mayMeasure && !isEmpty && (
    <Button leftSection={<IconPlayerPlay size={17} />} onClick={open} data-testid="measure">
      {t('quality.measure')}
    </Button>
  );
  return (
    <Stack>
      <Loaded of={evaluations}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconChartDots}
              title={t('quality.noMeasurements')}
              text={t(isEmpty ? 'quality.questionsFirst' : 'quality.noMeasurementsText')}
            >
              {start}
            </EmptyState>
          ) : (
            <>
              <Group justify="space-between">
                <Text size="sm" c="dimmed">
                  {t('quality.own')}
                </Text>
                {start}
              </Group>
              <HistoryChart evaluations={items} />
              <History items={items} params={params} chosen={chosen} onChoose={choose} />
              <MoreButton of={evaluations} />
              <Chosen items={items} params={params} chosen={chosen} />
            </>
          )
        }
      </Loaded>
      {isStarting && (
        <MeasureForm params={params} initial={evaluations.data?.[0]?.settings ?? DEFAULTS} onClose={close} />
      )}
    </Stack>
  );
}

interface HistoryProps {
  items: readonly Evaluation[];
  params: SetParams;
  chosen: readonly string[];
  onChoose: (id: string) => void;
}

function History({ items, params, chosen, onChoose }: HistoryProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('quality.measurements')}>
      <Table verticalSpacing="xs" miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={40}>
              <span className={styles.hidden}>{t('quality.compare')}</span>
            </Table.Th>
            <Table.Th>{t('quality.settings')}</Table.Th>
            <Table.Th>{t('quality.recall')}</Table.Th>
            <Table.Th>{t('quality.ndcg')}</Table.Th>
            <Table.Th>{t('quality.mrr')}</Table.Th>
            <Table.Th>{t('quality.citations')}</Table.Th>
            <Table.Th>{t('quality.latency')}</Table.Th>
            <Table.Th w={50} aria-label={t('quality.acts')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((evaluation) => (
            <EvaluationRow key={evaluation.id} evaluation={evaluation} params={params}>
              <Checkbox
                checked={chosen.includes(evaluation.id)}
                onChange={() => onChoose(evaluation.id)}
                aria-label={t('quality.compare')}
                data-testid="evaluation-choose"
              />
            </EvaluationRow>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** One that is chosen is shown by itself, two beside each other: the newer against the older. */
function Chosen({ items, params, chosen }: Omit<HistoryProps, 'onChoose'>) {
  const { t } = useTranslation();
  const [now, before] = items.filter(({ id }) => chosen.includes(id));
  if (!now)
    return (
      <Text size="sm" c="dimmed">
        {t('quality.chooseText')}
      </Text>
    );
  return <Comparison key={`${now.id} ${before?.id}`} params={params} now={now} before={before ?? null} />;
}
