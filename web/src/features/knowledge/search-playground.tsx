import { Badge, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from '../../lib/api-types.ts';
import { withoutHeading } from '../../lib/passage-text.ts';
import { useWrite } from '../../lib/queries.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import styles from './knowledge.module.css';

const MODES = ['hybrid', 'keyword', 'vector'] as const;
type Mode = (typeof MODES)[number];

/** Shows what a search finds and how it was scored. */
export function SearchPlayground({ baseId }: { baseId: string }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [mode, setMode] = useState<Mode>('hybrid');
  const search = useWrite('POST /api/v1/knowledge/bases/{id}/search');
  const run = (wanted: Mode) => {
    if (query.trim()) search.mutate({ params: { id: baseId }, body: { query, mode: wanted } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run(mode);
  };
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            flex={1}
            miw={220}
            size="md"
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            placeholder={t('knowledge.searchHint')}
            aria-label={t('knowledge.query')}
            leftSection={<IconSearch size={17} />}
            data-testid="search-query"
          />
          <SegmentedControl
            size="md"
            aria-label={t('knowledge.mode')}
            value={mode}
            onChange={(value) => {
              setMode(value as Mode);
              run(value as Mode);
            }}
            data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          />
          <Button type="submit" size="md" loading={search.isPending} data-testid="search-submit">
            {t('knowledge.search')}
          </Button>
        </Group>
      </form>
      {search.isPending && <LoadingRows rows={3} height={90} />}
      {search.error && <ErrorState error={search.error} onRetry={() => run(mode)} />}
      {search.data?.items.length === 0 && (
        <EmptyState icon={IconSearchOff} title={t('knowledge.nothingFound')} />
      )}
      {search.data?.items.map((hit, index) => (
        <SearchHit key={hit.id} hit={hit} place={index + 1} />
      ))}
    </Stack>
  );
}

const SCORE_DIGITS = 3;

function SearchHit({ hit, place }: { hit: Hit; place: number }) {
  const { t } = useTranslation();
  const { documentName, baseId, documentId, page, heading, score, scores, text, id } = hit;
  const where = [page === null ? null : t('chat.page', { page }), heading]
    .filter((part) => part !== null)
    .join(' · ');
  const numbers = [
    [t('knowledge.score'), score],
    [t('mode.keyword'), scores.keyword],
    [t('mode.vector'), scores.vector],
  ] as const;
  return (
    <div className={styles.hit} data-testid="search-hit">
      <Group justify="space-between" gap="xs" mb={6}>
        <Text size="sm" fw={600}>
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
        <Group gap={6}>
          {numbers.map(([name, value]) =>
            value === undefined ? null : (
              <Badge key={name} variant="default" size="sm" radius="sm" tt="none" fw={500}>
                {name} {value.toFixed(SCORE_DIGITS)}
              </Badge>
            ),
          )}
        </Group>
      </Group>
      <Text size="sm" className={styles.quote ?? ''}>
        {withoutHeading(text, heading)}
      </Text>
    </div>
  );
}
