import { Button, Collapse, Group, Modal, SegmentedControl, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../../../lib/api-types.ts';
import { type LimitsDraft, NO_LIMITS, readLimits } from '../../../lib/limits.ts';
import { fromLocalText } from '../../../lib/local-time.ts';
import { asProblem } from '../../../lib/problem.ts';
import { useWrite } from '../../../lib/queries.ts';
import { DateTimeInput } from '../../../ui/date-time-input.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { LimitsFields } from '../../../ui/limits-fields.tsx';
import type { Draft } from '../flow/draft.ts';
import { draftInput, readInput } from '../input/input-draft.ts';
import { InputForm } from '../input/input-form.tsx';
import styles from './editor.module.css';
import type { Saving } from './use-save.ts';

interface RunDialogProps {
  id: string;
  draft: Draft;
  saving: Saving;
  mayEdit: boolean;
  onClose: () => void;
}

const PRIORITIES: readonly Priority[] = ['background', 'low', 'normal', 'high', 'interactive'];
const OF_INPUT = 'workflow_input_invalid';

/** How a run is to be done, beside its input. */
interface Terms {
  /** Null: as the workflow says. */
  priority: Priority | null;
  deadline: string;
  budget: LimitsDraft;
}

/** What is asked of the server, or null where something can't be asked. */
function readTerms({ priority, deadline, budget }: Terms, now: number) {
  const { limits, faults } = readLimits(budget);
  const deadlineAt = fromLocalText(deadline);
  if (faults.length > 0 || (deadlineAt !== null && deadlineAt <= now)) return null;
  return {
    ...(priority ? { priority } : {}),
    ...(deadlineAt === null ? {} : { deadlineAt }),
    ...(Object.keys(limits).length > 0 ? { budget: limits } : {}),
  };
}

/** Asks for the input by the workflow's schema and starts a run. What was changed is saved first. */
export function RunDialog({ id, draft, saving, mayEdit, onClose }: RunDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [input, setInput] = useState(() => draftInput(draft.input));
  const [terms, setTerms] = useState<Terms>({ priority: null, deadline: '', budget: NO_LIMITS });
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
          />
          <TermsForm
            usual={PRIORITIES.find((one) => one === draft['priority']) ?? 'normal'}
            terms={terms}
            change={(part) => setTerms({ ...terms, ...part })}
          />
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

interface TermsFormProps {
  /** The priority that the workflow has by itself. */
  usual: Priority;
  terms: Terms;
  change: (part: Partial<Terms>) => void;
}

function TermsForm({ usual, terms, change }: TermsFormProps) {
  const { t } = useTranslation();
  const [isOpen, { toggle }] = useDisclosure(false);
  const deadlineAt = fromLocalText(terms.deadline);
  const isPast = deadlineAt !== null && deadlineAt <= Date.now();
  return (
    <div>
      <UnstyledButton
        className={styles.fold ?? ''}
        onClick={toggle}
        aria-expanded={isOpen}
        data-testid="run-terms"
      >
        <IconChevronRight size={16} aria-hidden />
        <Text size="sm" fw={550} span>
          {t('editor.terms')}
        </Text>
        <Text size="xs" c="dimmed" span>
          {t('editor.termsText')}
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <Stack gap="sm" pt="sm">
            <div>
              <Text size="sm" fw={500} mb={4} id="run-priority">
                {t('nodeField.priority')}
              </Text>
              <SegmentedControl
                aria-labelledby="run-priority"
                value={terms.priority ?? usual}
                onChange={(value) => change({ priority: value as Priority })}
                data={PRIORITIES.map((value) => ({ value, label: t(`nodeChoice.${value}`) }))}
              />
            </div>
            <DateTimeInput
              label={t('editor.deadline')}
              description={t('editor.deadlineText')}
              error={isPast ? t('editor.deadlinePast') : null}
              value={terms.deadline}
              onChange={(deadline) => change({ deadline })}
              data-testid="run-deadline"
            />
            <div>
              <Text size="sm" fw={500}>
                {t('editor.budget')}
              </Text>
              <Text size="xs" c="dimmed" mb="xs">
                {t('editor.budgetText')}
              </Text>
              <LimitsFields draft={terms.budget} onChange={(budget) => change({ budget })} />
            </div>
          </Stack>
        )}
      </Collapse>
    </div>
  );
}
