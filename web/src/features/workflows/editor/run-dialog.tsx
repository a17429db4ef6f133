import {
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import type { Draft } from '../flow/draft.ts';
import {
  type FieldValue,
  fillInput,
  type InputField,
  initialValues,
  inputFields,
} from '../flow/input-fields.ts';
import type { Saving } from './use-save.ts';

interface RunDialogProps {
  id: string;
  draft: Draft;
  saving: Saving;
  mayEdit: boolean;
  onClose: () => void;
}

const PRIORITIES = ['background', 'low', 'normal', 'high'] as const;
type Priority = (typeof PRIORITIES)[number];

/** Asks for the input by the workflow's schema and starts a run. What was changed is saved first. */
export function RunDialog({ id, draft, saving, mayEdit, onClose }: RunDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [fields] = useState(() => inputFields(draft.input));
  const [values, setValues] = useState(() => initialValues(fields));
  const [priority, setPriority] = useState<Priority>('normal');
  const [isTried, setTried] = useState(false);
  const start = useWrite('POST /api/v1/workflows/{id}/runs', ['GET /api/v1/workflow-runs']);
  const filled = fillInput(fields, values);
  const faults = filled.ok || !isTried ? {} : filled.faults;
  const isSavedFirst = saving.isDirty && mayEdit;
  const run = async () => {
    setTried(true);
    if (!filled.ok) return;
    const version = isSavedFirst ? await saving.save() : saving.version;
    if (version === null) return onClose();
    const body = { input: filled.input, version, ...(priority === 'normal' ? {} : { priority }) };
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
          {fields.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('editor.noInput')}
            </Text>
          )}
          {fields.map((field) => (
            <RunField
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              error={faults[field.name] ? t(`inputFault.${faults[field.name]}`) : null}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
          <div>
            <Text size="sm" fw={500} mb={4} id="run-priority">
              {t('nodeField.priority')}
            </Text>
            <SegmentedControl
              aria-labelledby="run-priority"
              value={priority}
              onChange={(value) => setPriority(value as Priority)}
              data={PRIORITIES.map((value) => ({ value, label: t(`nodeChoice.${value}`) }))}
            />
          </div>
          <FormProblem error={start.error} />
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

interface RunFieldProps {
  field: InputField;
  value: FieldValue;
  error: string | null;
  onChange: (value: FieldValue) => void;
}

function RunField({ field, value, error, onChange }: RunFieldProps) {
  const common = {
    label: field.title,
    description: field.about,
    error,
    withAsterisk: field.isNeeded,
    'data-testid': `input-${field.name}`,
  };
  switch (field.kind) {
    case 'text':
      return (
        <TextInput
          {...common}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'long':
    case 'json':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={field.kind === 'long'}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          {...(field.bounds.min === undefined ? {} : { min: field.bounds.min })}
          {...(field.bounds.max === undefined ? {} : { max: field.bounds.max })}
          allowDecimal={!field.bounds.isWhole}
          value={typeof value === 'number' || typeof value === 'string' ? value : ''}
          onChange={onChange}
        />
      );
    case 'switch': {
      const { withAsterisk: _, ...rest } = common;
      return (
        <Switch
          {...rest}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    }
    case 'choice':
      return (
        <Select
          {...common}
          clearable={!field.isNeeded}
          value={String(value) || null}
          onChange={(next) => onChange(next ?? '')}
          data={field.choices}
        />
      );
    case 'texts':
      return <TagsInput {...common} value={Array.isArray(value) ? value : []} onChange={onChange} />;
  }
}
