import { Button, Drawer, Group, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule, WholeWorkflow } from '../../../lib/api-types.ts';
import { asProblem } from '../../../lib/problem.ts';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { draftInput, type InputDraft, readInput } from '../../../ui/input/input-draft.ts';
import { InputForm } from '../../../ui/input/input-form.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { PolicyForm } from './policy-form.tsx';
import {
  bodyOf,
  draftSchedule,
  newSchedule,
  type ScheduleBody,
  type ScheduleDraft,
  timingOf,
} from './schedule-draft.ts';
import { TimingForm } from './timing-form.tsx';
import { usePreview } from './use-preview.ts';
import { WorkflowSelect } from './workflow-select.tsx';
import { ownZone } from './zone.ts';

interface ScheduleFormProps {
  /** The workflow that it is for; null where it is yet to be chosen. */
  workflowId: string | null;
  /** The schedule that is changed; absent for a new one. */
  schedule?: Schedule | undefined;
  onClose: () => void;
}

/** Makes or changes a schedule. */
export function ScheduleForm({ workflowId, schedule, onClose }: ScheduleFormProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(workflowId);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t(schedule ? 'schedules.edit' : 'schedules.create')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Stack>
        {workflowId === null && <WorkflowSelect value={chosen} onChange={setChosen} />}
        {chosen !== null && <OfWorkflow key={chosen} id={chosen} schedule={schedule} onClose={onClose} />}
      </Stack>
    </Drawer>
  );
}

type OfWorkflowProps = Pick<ScheduleFormProps, 'schedule' | 'onClose'> & { id: string };

function OfWorkflow({ id, ...rest }: OfWorkflowProps) {
  const query = rest.schedule?.version ? { version: rest.schedule.version } : {};
  const workflow = useRead('GET /api/v1/workflows/{id}', { params: { id }, query });
  return <Loaded of={workflow}>{(found) => <Fields workflow={found} {...rest} />}</Loaded>;
}

const OF_TIMING: ReadonlySet<string> = new Set(['schedule_invalid', 'schedule_over']);
const OF_INPUT = 'workflow_input_invalid';

function Fields({ workflow, schedule, onClose }: Omit<OfWorkflowProps, 'id'> & { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<ScheduleDraft>(() =>
    schedule ? draftSchedule(schedule, ownZone(), Date.now()) : newSchedule(ownZone(), Date.now()),
  );
  const [input, setInput] = useState<InputDraft>(() =>
    draftInput(workflow.definition['input'], schedule?.input),
  );
  const [isTried, setTried] = useState(false);
  const { save, error, isPending, forget } = useSave(workflow.id, schedule);
  const timing = timingOf(draft);
  const preview = usePreview(timing);
  const code = error ? asProblem(error).code : null;
  const isOfTiming = code !== null && OF_TIMING.has(code);
  const filled = readInput(input);
  const change = (part: Partial<ScheduleDraft>) => {
    forget();
    setDraft({ ...draft, ...part });
  };
  const submit = async () => {
    setTried(true);
    if (!timing || !filled.ok || preview.error) return;
    await save(bodyOf(draft, timing, filled.input));
    onClose();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The mutation holds the failure; the form shows it.
        void submit().catch(() => undefined);
      }}
    >
      <Stack gap="lg">
        <section>
          <Title order={2} size="h6" mb="xs">
            {t('schedules.when')}
          </Title>
          <TimingForm
            draft={draft}
            change={change}
            preview={{ times: preview.times, error: preview.error ?? (isOfTiming ? error : null) }}
          />
        </section>
        <InputForm
          draft={input}
          onChange={(next) => {
            forget();
            setInput(next);
          }}
          isTried={isTried}
          error={error}
        />
        <PolicyForm draft={draft} change={change} />
        <FormProblem error={isOfTiming || code === OF_INPUT ? null : error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={isPending} data-testid="schedule-save">
            {t(schedule ? 'common.save' : 'schedules.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const TOUCHED = ['GET /api/v1/schedules', 'GET /api/v1/workflows/{id}/schedules'] as const;

function useSave(workflowId: string, schedule: Schedule | undefined) {
  const create = useWrite('POST /api/v1/workflows/{id}/schedules', TOUCHED);
  const change = useWrite('PATCH /api/v1/workflows/{id}/schedules/{scheduleId}', TOUCHED);
  const save = async ({ priority, ...body }: ScheduleBody): Promise<void> => {
    if (!schedule) {
      await create.mutateAsync({
        params: { id: workflowId },
        body: { ...body, ...(priority ? { priority } : {}) },
      });
      return;
    }
    const isSame = JSON.stringify(body.timing) === JSON.stringify(schedule.timing);
    const { timing, ...rest } = body;
    await change.mutateAsync({
      params: { id: workflowId, scheduleId: schedule.id },
      // A timing that is sent begins anew, also one that is over.
      body: { ...rest, priority: priority ?? null, ...(isSame ? {} : { timing }) },
    });
  };
  const forget = () => {
    create.reset();
    change.reset();
  };
  return {
    save,
    forget,
    error: create.error ?? change.error,
    isPending: create.isPending || change.isPending,
  };
}
