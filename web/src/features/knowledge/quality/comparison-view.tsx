import { Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconEqual, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Evaluation, EvaluationResult } from '../../../lib/api-types.ts';
import { useList } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Loaded } from '../../../ui/states.tsx';
import { type ComparedQuestion, compare, type Verdict } from './compare.ts';
import styles from './quality.module.css';
import { RESULTS, type SetParams } from './routes.ts';
import { settingsText } from './settings-text.ts';

interface ComparisonProps {
  params: SetParams;
  now: Evaluation;
  before: Evaluation | null;
}

/** What one measurement found for each question, or how it differs from an earlier one. */
export function Comparison({ params, now, before }: ComparisonProps) {
  const { t } = useTranslation();
  const shown = useList(RESULTS, { params: { ...params, evaluationId: now.id } });
  const earlier = useList(
    RESULTS,
    { params: { ...params, evaluationId: before?.id ?? now.id } },
    { enabled: before !== null },
  );
  return (
    <Stack gap="sm" mt="md" data-testid="comparison">
      <Title order={2} size="h4">
        {before ? t('quality.compared') : t('quality.byQuestion')}
      </Title>
      <Text size="sm" c="dimmed">
        {before
          ? t('quality.against', {
              now: settingsText(now, t),
              before: settingsText(before, t),
            })
          : settingsText(now, t)}
      </Text>
      <Loaded of={shown}>
        {(results) =>
          before ? (
            <Loaded of={earlier}>{(old) => <Compared questions={compare(results, old)} />}</Loaded>
          ) : (
            <Single results={results} />
          )
        }
      </Loaded>
    </Stack>
  );
}

const ICONS: Record<Verdict, typeof IconEqual> = {
  better: IconArrowUpRight,
  worse: IconArrowDownRight,
  same: IconEqual,
  unjudged: IconMinus,
};
const COLORS: Record<Verdict, string> = { better: 'teal', worse: 'red', same: 'gray', unjudged: 'gray' };

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const Icon = ICONS[verdict];
  return (
    <Badge
      variant="light"
      color={COLORS[verdict]}
      radius="sm"
      tt="none"
      leftSection={<Icon size={13} aria-hidden />}
      data-testid="verdict"
      data-verdict={verdict}
    >
      {t(`quality.verdict.${verdict}`)}
    </Badge>
  );
}

function Compared({ questions }: { questions: readonly ComparedQuestion[] }) {
  const { t } = useTranslation();
  const counts = Map.groupBy(questions, ({ verdict }) => verdict);
  const heads = ['quality.question', 'quality.change', 'quality.ndcg', 'quality.recall', 'quality.found'];
  return (
    <>
      <Group gap="xs">
        {(['worse', 'better', 'same'] as const).map((verdict) => (
          <Text key={verdict} size="sm">
            {t(`quality.verdict.${verdict}`)}: <strong>{counts.get(verdict)?.length ?? 0}</strong>
          </Text>
        ))}
      </Group>
      <Scroll heads={heads}>
        {questions.map(({ questionId, text, now, before, verdict }) => (
          <Table.Tr key={questionId} data-testid="compared-question">
            <Table.Td>{text}</Table.Td>
            <Table.Td>
              <VerdictBadge verdict={verdict} />
            </Table.Td>
            <Table.Td>
              <Change now={now?.ndcg ?? null} before={before?.ndcg ?? null} />
            </Table.Td>
            <Table.Td>
              <Change now={now?.recall ?? null} before={before?.recall ?? null} />
            </Table.Td>
            <Table.Td>
              <Found result={now ?? before} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Scroll>
    </>
  );
}

function Single({ results }: { results: readonly EvaluationResult[] }) {
  const format = useFormat();
  const share = (value: number | null) => (value === null ? '–' : format.share(value));
  const heads = ['quality.question', 'quality.ndcg', 'quality.recall', 'quality.mrr', 'quality.found'];
  return (
    <Scroll heads={heads}>
      {results.map((result) => (
        <Table.Tr key={result.questionId} data-testid="result-row">
          <Table.Td>{result.text}</Table.Td>
          <Table.Td>{share(result.ndcg)}</Table.Td>
          <Table.Td>{share(result.recall)}</Table.Td>
          <Table.Td>{share(result.reciprocalRank)}</Table.Td>
          <Table.Td>
            <Found result={result} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Scroll>
  );
}

function Scroll({ heads, children }: { heads: readonly string[]; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('quality.byQuestion')}>
      <Table verticalSpacing="xs" miw={720}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{t(head as 'quality.question')}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}

function Change({ now, before }: { now: number | null; before: number | null }) {
  const format = useFormat();
  const share = (value: number | null) => (value === null ? '–' : format.share(value));
  return now === before ? share(now) : `${share(before)} → ${share(now)}`;
}

const MAX_FOUND = 3;

function Found({ result }: { result: EvaluationResult | null }) {
  const { t } = useTranslation();
  const found = result?.found.slice(0, MAX_FOUND) ?? [];
  if (found.length === 0) return t('quality.nothingFound');
  return (
    <ol className={styles.found}>
      {found.map(({ passageId, documentName, grade }) => (
        <li key={passageId} data-expected={grade !== null}>
          {documentName}
          {grade !== null && <span className={styles.hit}> {t('quality.isExpected')}</span>}
        </li>
      ))}
    </ol>
  );
}
