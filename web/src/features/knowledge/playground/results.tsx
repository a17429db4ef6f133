import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearchOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ExplainedSearch } from '../../../lib/api-types.ts';
import { withoutHeading } from '../../../lib/passage-text.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../ui/states.tsx';
import styles from '../knowledge.module.css';
import { type Step, stepsOf } from './standings.ts';

interface ResultsProps {
  answer: { isPending: boolean; error: unknown; data: ExplainedSearch | undefined };
  onRetry: () => void;
  /** What can be copied to ask the same from elsewhere. */
  call: string;
}

/** What was found, and what each hit went through. */
export function Results({ answer, onRetry, call }: ResultsProps) {
  const { t } = useTranslation();
  const say = useCodeText();
  const { isPending, error, data } = answer;
  if (isPending) return <LoadingRows rows={3} height={90} />;
  if (error) return <ErrorState error={error} onRetry={onRetry} />;
  if (!data) return null;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed" data-testid="stage-times">
          {data.stages
            .map(({ stage, ms }) => t('playground.took', { stage: t(`stageOf.${stage}`), ms }))
            .join(' · ')}
        </Text>
        <CopyButton text={call} label={t('playground.copyCall')} size="sm" />
      </Group>
      {data.reranker?.error && (
        <Alert color="yellow" data-testid="rerank-failed">
          {t('playground.rerankFailed', {
            why: say(data.reranker.error.code, data.reranker.error.message),
          })}
        </Alert>
      )}
      {data.items.length === 0 && <EmptyState icon={IconSearchOff} title={t('knowledge.nothingFound')} />}
      {data.items.map((item, index) => (
        <ExplainedHit key={item.hit.id} item={item} stages={data.stages} place={index + 1} />
      ))}
    </Stack>
  );
}

interface ExplainedHitProps {
  item: ExplainedSearch['items'][number];
  stages: ExplainedSearch['stages'];
  place: number;
}

function ExplainedHit({ item, stages, place }: ExplainedHitProps) {
  const { t } = useTranslation();
  const { documentName, baseId, documentId, page, heading, text, id } = item.hit;
  const where = [page === null ? null : t('chat.page', { page }), heading]
    .filter((part) => part !== null)
    .join(' · ');
  return (
    <div className={styles.hit} data-testid="search-hit">
      <Text size="sm" fw={600} mb={6}>
        {place}.{' '}
        <Link
          to="/knowledge/$baseId/$documentId"
          params={{ baseId, documentId }}
          search={{ passage: id }}
          className={styles.link}
        >
          {documentName}
        </Link>
        {where && (
          <Text span c="dimmed" fw={400}>
            {' '}
            · {where}
          </Text>
        )}
      </Text>
      <Group gap={6} mb={6} component="ol" className={styles.steps ?? ''}>
        {stepsOf(stages, item).map((step) => (
          <li key={step.stage}>
            <StepBadge step={step} />
          </li>
        ))}
      </Group>
      <Text size="sm" className={styles.quote ?? ''}>
        {withoutHeading(text, heading)}
      </Text>
    </div>
  );
}

const SCORE_DIGITS = 3;

function StepBadge({ step: { stage, rank, score, moved } }: { step: Step }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = t(`stageOf.${stage}`);
  if (rank === null)
    return (
      <Badge variant="default" size="sm" radius="sm" tt="none" fw={500} c="dimmed">
        {name} {t(stage === 'rerank' ? 'playground.notShown' : 'playground.notRanked')}
      </Badge>
    );
  const Arrow = moved > 0 ? IconArrowUp : IconArrowDown;
  return (
    <Badge
      variant="default"
      size="sm"
      radius="sm"
      tt="none"
      fw={500}
      rightSection={
        moved === 0 ? null : (
          <Arrow
            size={12}
            aria-label={t(moved > 0 ? 'playground.up' : 'playground.down', { count: Math.abs(moved) })}
          />
        )
      }
    >
      {score === null
        ? t('playground.place', { stage: name, rank })
        : t('playground.standing', {
            stage: name,
            rank,
            score: format.number(Number(score.toFixed(SCORE_DIGITS))),
          })}
    </Badge>
  );
}
