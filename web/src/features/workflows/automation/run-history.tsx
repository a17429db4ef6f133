import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { MoreButton, RowLink, Rows } from '../../../ui/rows.tsx';
import { RunState } from '../../../ui/run-state.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';

const REFRESH_MS = 5_000;

/** The runs that a schedule or trigger began, newest first. */
export function RunHistory({ originId }: { originId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = usePages(
    'GET /api/v1/workflow-runs',
    { query: { originId, limit: 10 } },
    { refetchInterval: REFRESH_MS },
  );
  return (
    <section data-testid="run-history">
      <Title order={3} size="h6" mb="xs">
        {t('automation.history')}
      </Title>
      <Loaded of={runs} loading={<LoadingRows rows={2} />}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('automation.noHistory')}
            </Text>
          ) : (
            <Rows>
              {items.map(({ id, state, createdAt, startedAt, finishedAt }) => (
                <RowLink
                  key={id}
                  to={`/workflows/runs/${id}`}
                  testId="history-run"
                  main={
                    <>
                      <Text size="sm">{format.time(createdAt)}</Text>
                      <Text size="xs" c="dimmed">
                        {startedAt !== null && finishedAt !== null
                          ? format.duration(finishedAt - startedAt)
                          : format.ago(createdAt)}
                      </Text>
                    </>
                  }
                >
                  <RunState state={state} />
                </RowLink>
              ))}
            </Rows>
          )
        }
      </Loaded>
      <MoreButton of={runs} />
    </section>
  );
}
