import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Evaluation } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import styles from './quality.module.css';

const WIDTH = 860;
const HEIGHT = 120;
const EDGE = 8;
const LINES = ['ndcg', 'recall', 'mrr'] as const;

/** How the measures went, the oldest on the left. The table below has the same numbers. */
export function HistoryChart({ evaluations }: { evaluations: readonly Evaluation[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = evaluations.flatMap(({ measures }) => measures ?? []).reverse();
  const latest = done.at(-1);
  if (done.length < 2 || !latest) return null;
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / (done.length - 1);
  const y = (value: number) => HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE);
  const label = LINES.map((line) => `${t(`quality.${line}`)} ${format.share(latest[line])}`).join(', ');
  return (
    <figure className={styles.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('quality.chart', { latest: label })}>
        {[0, 0.5, 1].map((value) => (
          <line key={value} x1={EDGE} x2={WIDTH - EDGE} y1={y(value)} y2={y(value)} className={styles.grid} />
        ))}
        {LINES.map((line) => (
          <g key={line} className={styles[line]}>
            <polyline points={done.map((one, index) => `${x(index)},${y(one[line])}`).join(' ')} />
            <circle cx={x(done.length - 1)} cy={y(latest[line])} r={4} />
          </g>
        ))}
      </svg>
      <Group component="figcaption" gap="lg" justify="center">
        {LINES.map((line) => (
          <Group key={line} gap={6}>
            <span className={`${styles.key} ${styles[line]}`} aria-hidden />
            <Text size="xs" c="dimmed">
              {t(`quality.${line}`)}
            </Text>
          </Group>
        ))}
      </Group>
    </figure>
  );
}
