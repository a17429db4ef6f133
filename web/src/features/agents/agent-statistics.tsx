import { Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Loaded, LoadingRows } from '../../ui/states.tsx';
import styles from './agents.module.css';

const SPANS = [7, 30, 90, 366] as const;

/** How an agent did over the last days: how often, how well, how fast, how dear. */
export function AgentStatistics({ id }: { id: string }) {
  const { t } = useTranslation();
  const [days, setDays] = useState<number>(30);
  const found = useRead('GET /api/v1/agents/{id}/statistics', { params: { id }, query: { days } });
  return (
    <section data-testid="agent-statistics">
      <Group justify="space-between" mb={8} gap="xs">
        <Text size="sm" fw={600}>
          {t('agents.statistics')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('agents.span')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={SPANS.map((value) => ({
            value: String(value),
            label: value === 366 ? t('agents.year') : t('agents.days', { count: value }),
          }))}
        />
      </Group>
      <Loaded of={found} loading={<LoadingRows rows={1} height={64} />}>
        {(statistics) => <Figures of={statistics} />}
      </Loaded>
    </section>
  );
}

interface FiguresProps {
  of: {
    runs: number;
    successRate: number | null;
    p50Ms: number | null;
    p95Ms: number | null;
    tokens: number;
    costMicros: number;
  };
}

function Figures({ of }: FiguresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (of.runs === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('agents.noAnswers')}
      </Text>
    );
  }
  const time = (ms: number | null) => (ms === null ? '–' : format.duration(ms));
  const figures = [
    [t('agents.answers'), format.number(of.runs)],
    [t('agents.success'), of.successRate === null ? '–' : format.share(of.successRate)],
    [t('agents.p50'), time(of.p50Ms)],
    [t('agents.p95'), time(of.p95Ms)],
    [t('agents.tokens'), format.number(of.tokens)],
    [t('agents.cost'), format.cost(of.costMicros)],
  ] as const;
  return (
    <dl className={styles.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
