import { Button, Group, Paper, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../lib/queries.ts';
import styles from './knowledge.module.css';
import { Results } from './playground/results.tsx';
import { askedOf, callOf, type Settings, USUAL } from './playground/settings.ts';
import { SettingsFields } from './playground/settings-fields.tsx';

const EXPLAIN = 'POST /api/v1/knowledge/bases/{id}/explanations';

/** Searches a base in one way, or in two side by side, and shows what moved each hit up or down. */
export function SearchPlayground({ baseId }: { baseId: string }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [sides, setSides] = useState<readonly Settings[]>([USUAL]);
  const answers = [useWrite(EXPLAIN), useWrite(EXPLAIN)];
  const run = () => {
    if (query.trim() === '') return;
    for (const [index, settings] of sides.entries())
      answers[index]?.mutate({ params: { id: baseId }, body: askedOf(query, settings) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run();
  };
  const isTwo = sides.length > 1;
  return (
    <Stack className={styles.playground ?? ''}>
      <form onSubmit={submit}>
        <Group gap="sm">
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
          <Switch
            label={t('playground.compare')}
            checked={isTwo}
            onChange={({ currentTarget: { checked } }) =>
              setSides(checked ? [sides[0] ?? USUAL, { ...(sides[0] ?? USUAL) }] : sides.slice(0, 1))
            }
          />
          <Button
            type="submit"
            size="md"
            loading={answers.some(({ isPending }) => isPending)}
            data-testid="search-submit"
          >
            {t('knowledge.search')}
          </Button>
        </Group>
      </form>
      <SimpleGrid cols={{ base: 1, md: isTwo ? 2 : 1 }} spacing="lg">
        {sides.map((settings, index) => {
          const answer = answers[index];
          const name = isTwo ? t('playground.side', { name: index === 0 ? 'A' : 'B' }) : null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
            <Stack key={index} component="section" aria-label={name ?? t('playground.settings')}>
              {name && (
                <Text fw={650} component="h2">
                  {name}
                </Text>
              )}
              <div className={isTwo ? undefined : styles.beside}>
                <Paper withBorder radius="md" p="md" mb="md">
                  <SettingsFields
                    value={settings}
                    onChange={(changed) => setSides(sides.map((side, at) => (at === index ? changed : side)))}
                  />
                </Paper>
                {answer && (
                  <Results
                    answer={{ isPending: answer.isPending, error: answer.error, data: answer.data }}
                    onRetry={run}
                    call={callOf(window.location.origin, baseId, askedOf(query, settings))}
                  />
                )}
              </div>
            </Stack>
          );
        })}
      </SimpleGrid>
    </Stack>
  );
}
