import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../../lib/problem.ts';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { draftInput, readInput } from '../../../ui/input/input-draft.ts';
import { InputForm } from '../../../ui/input/input-form.tsx';
import type { Draft } from '../flow/draft.ts';
import { NO_TERMS, readTerms, TermsForm } from './run-terms.tsx';
import type { Saving } from './use-save.ts';

interface RunDialogProps {
  id: string;
  draft: Draft;
  saving: Saving;
  mayEdit: boolean;
  onClose: () => void;
}

const OF_INPUT = 'workflow_input_invalid';

/** Asks for the input by the workflow's schema and starts a run. What was changed is saved first. */
export function RunDialog({ id, draft, saving, mayEdit, onClose }: RunDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [input, setInput] = useState(() => draftInput(draft.input));
  const [terms, setTerms] = useState(NO_TERMS);
  const [isTried, setTried] = useState(false);
  const start = useWrite('POST /api/v1/workflows/{id}/runs', ['GET /api/v1/workflow-runs']);
  const isSavedFirst = saving.isDirty && mayEdit;
  const isMisfit = start.error !== null && asProblem(start.error).code === OF_INPUT;
  const run = async () => {
    setTried(true);
    const filled = readInput(input);
    const read = readTerms(terms, Date.now());
    if (!filled.ok || !read) return;
    const version = isSavedFirst ? await saving.save() : saving.version;
    if (version === null) return onClose();
    const body = { input: filled.input, version, ...read };
    const { runId } = await start.mutateAsync({ params: { id }, body });
    await navigate({ to: '/workflows/runs/$runId', params: { runId } });
  };
  return (
    <Modal opened onClose={onClose} title={t('editor.runTitle', { name: draft.name })} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // The mutation holds the failure; the form shows it.
          void run().catch(() => undefined);
        }}
        noValidate
      >
        <Stack>
          <InputForm
            draft={input}
            onChange={(next) => {
              start.reset();
              setInput(next);
            }}
            isTried={isTried}
            error={start.error}
            isFirst
          />
          <TermsForm
            usual={draft['priority']}
            terms={terms}
            change={(part) => setTerms({ ...terms, ...part })}
          />
          <DoneBy id={id} version={saving.version} />
          <FormProblem error={isMisfit ? null : start.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              leftSection={<IconPlayerPlay size={16} />}
              loading={start.isPending || saving.isPending}
              data-testid="run-start"
            >
              {t(isSavedFirst ? 'editor.saveAndRun' : 'editor.run')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** When it would probably be done if it began now, as far as the server knows. */
function DoneBy({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const workflow = useRead(
    'GET /api/v1/workflows/{id}',
    { params: { id }, query: { version } },
    { staleTime: 0 },
  );
  const usual = workflow.data?.usualMs;
  if (usual == null) return null;
  return (
    <Text size="sm" c="dimmed" data-testid="run-done-by">
      {t('editor.doneBy', { time: format.duration(usual), at: format.clock(Date.now() + usual) })}
    </Text>
  );
}
