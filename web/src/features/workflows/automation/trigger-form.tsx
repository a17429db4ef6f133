import { Button, Drawer, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewTrigger, WholeWorkflow } from '../../../lib/api-types.ts';
import { asProblem } from '../../../lib/problem.ts';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { inputFields } from '../../../ui/input/input-fields.ts';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Loaded } from '../../../ui/states.tsx';
import styles from './automation.module.css';
import { HookAddress } from './hook-address.tsx';
import { emptyFields, newMapping, readMapping } from './mapping-draft.ts';
import { MappingForm } from './mapping-form.tsx';
import { kindKey, TRIGGER_ICONS, TRIGGER_KINDS, TRIGGERS_TOUCHED, type TriggerKind } from './trigger-kind.ts';
import { WorkflowSelect } from './workflow-select.tsx';

interface TriggerFormProps {
  /** The workflow that it is for; null where it is yet to be chosen. */
  workflowId: string | null;
  onClose: () => void;
}

/** Makes a trigger, and then tells how to use it. */
export function TriggerForm({ workflowId, onClose }: TriggerFormProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(workflowId);
  const [made, setMade] = useState<NewTrigger | null>(null);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t(made ? 'triggers.made' : 'triggers.create')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
      // The secret is told once: a click beside it must not lose it.
      closeOnClickOutside={made === null}
    >
      <Stack>
        {workflowId === null && made === null && <WorkflowSelect value={chosen} onChange={setChosen} />}
        {chosen !== null && (
          <OfWorkflow key={chosen} id={chosen} made={made} onMade={setMade} onClose={onClose} />
        )}
      </Stack>
    </Drawer>
  );
}

interface OfWorkflowProps {
  id: string;
  made: NewTrigger | null;
  onMade: (made: NewTrigger) => void;
  onClose: () => void;
}

function OfWorkflow({ id, made, ...rest }: OfWorkflowProps) {
  const workflow = useRead('GET /api/v1/workflows/{id}', { params: { id } });
  return (
    <Loaded of={workflow}>
      {(found) =>
        made ? (
          <Made trigger={made} workflow={found} onClose={rest.onClose} />
        ) : (
          <Fields workflow={found} {...rest} />
        )
      }
    </Loaded>
  );
}

function Fields({
  workflow,
  onMade,
  onClose,
}: Omit<OfWorkflowProps, 'id' | 'made'> & { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const fields = inputFields(workflow.definition['input']);
  const [kind, setKind] = useState<TriggerKind>('webhook');
  const [mapping, setMapping] = useState(() => newMapping('webhook', fields));
  const create = useWrite('POST /api/v1/workflows/{id}/triggers', TRIGGERS_TOUCHED);
  const problem = create.error ? asProblem(create.error) : null;
  const isOfMapping = problem?.code === 'mapping_invalid';
  const submit = async () => {
    const read = readMapping(mapping);
    if (read === null || emptyFields(mapping, fields).length > 0) return;
    const body = { kind, ...(read ? { mapping: read } : {}) };
    const made = await create.mutateAsync({ params: { id: workflow.id }, body });
    if (made.secret === null) onClose();
    else onMade(made);
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
        <KindChoice
          value={kind}
          onChange={(next) => {
            setKind(next);
            setMapping({ ...newMapping(next, fields), isMapped: mapping.isMapped });
          }}
        />
        <MappingForm
          kind={kind}
          fields={fields}
          draft={mapping}
          onChange={(next) => {
            create.reset();
            setMapping(next);
          }}
          error={isOfMapping ? (problem?.message.replace('Cannot add trigger: ', '') ?? null) : null}
        />
        <FormProblem error={isOfMapping ? null : create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} data-testid="trigger-save">
            {t('triggers.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function KindChoice({ value, onChange }: { value: TriggerKind; onChange: (kind: TriggerKind) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('triggers.when')} value={value} onChange={(kind) => onChange(kind as TriggerKind)}>
      <Stack gap="xs" mt={6}>
        {TRIGGER_KINDS.map((kind) => {
          const Icon = TRIGGER_ICONS[kind];
          return (
            <Radio.Card key={kind} value={kind} className={styles.choice ?? ''} data-testid={`kind-${kind}`}>
              <Radio.Indicator />
              <Icon size={22} stroke={1.6} aria-hidden />
              <div>
                <Text size="sm" fw={550}>
                  {t(`triggerKind.${kindKey(kind)}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`triggerKindText.${kindKey(kind)}`)}
                </Text>
              </div>
            </Radio.Card>
          );
        })}
      </Stack>
    </Radio.Group>
  );
}

interface MadeProps {
  trigger: NewTrigger;
  workflow: WholeWorkflow;
  onClose: () => void;
}

function Made({ trigger, workflow, onClose }: MadeProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg" data-testid="trigger-made">
      {trigger.secret !== null && <ShownOnce text={t('triggers.once')} secret={trigger.secret} />}
      {trigger.path !== null && (
        <HookAddress
          path={trigger.path}
          secret={trigger.secret}
          fields={inputFields(workflow.definition['input'])}
        />
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-testid="trigger-done">
          {t('triggers.kept')}
        </Button>
      </Group>
    </Stack>
  );
}
