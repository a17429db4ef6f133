import { Modal, Select, Stack, Text } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { EmptyState, Loaded, LoadingRows } from '../../../ui/states.tsx';
import type { Draft } from '../flow/draft.ts';
import { ReplayResult } from './replay-result.tsx';
import { hasEnded } from './use-live-run.ts';

/** Runs that one may choose among; the newest tell most. */
const OFFERED = 50;

interface DraftReplayDialogProps {
  workflowId: string;
  draft: Draft;
  onClose: () => void;
}

/** What the definition as it stands in the editor would have made of an earlier run. Nothing is run or saved. */
export function DraftReplayDialog({ workflowId, draft, onClose }: DraftReplayDialogProps) {
  const { t } = useTranslation();
  const query = { workflowId, limit: OFFERED };
  const runs = useRead('GET /api/v1/workflow-runs', { query });
  return (
    <Modal opened onClose={onClose} title={t('replay.draftTitle')} size="xl">
      <Stack data-testid="draft-replay">
        <Text size="sm" c="dimmed">
          {t('replay.draftText')}
        </Text>
        <Loaded of={runs} loading={<LoadingRows rows={2} />}>
          {({ items }) => <Chosen draft={draft} runs={items.filter(hasEnded)} />}
        </Loaded>
      </Stack>
    </Modal>
  );
}

interface ChosenProps {
  draft: Draft;
  runs: { id: string; label: string | null; createdAt: number }[];
}

function Chosen({ draft, runs }: ChosenProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [id, setId] = useState(runs[0]?.id ?? null);
  if (id === null)
    return <EmptyState icon={IconTimeline} title={t('replay.noRuns')} text={t('replay.noRunsText')} />;
  return (
    <>
      <Select
        label={t('replay.run')}
        allowDeselect={false}
        value={id}
        onChange={setId}
        data={runs.map((run) => ({ value: run.id, label: format.time(run.createdAt) }))}
        data-testid="draft-replay-run"
      />
      <OfRun key={id} id={id} draft={draft} />
    </>
  );
}

function OfRun({ id, draft }: { id: string; draft: Draft }) {
  const run = useRead('GET /api/v1/workflow-runs/{id}', { params: { id } });
  const definition = draft as unknown as Record<string, unknown>;
  return (
    <Loaded of={run} loading={<LoadingRows rows={4} />}>
      {(whole) => <ReplayResult run={whole} target={{ definition }} after={draft} />}
    </Loaded>
  );
}
