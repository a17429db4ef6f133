import { Alert, Code, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import { CODE_STYLES } from '../../../ui/input/input-field.tsx';
import type { InputField } from '../../../ui/input/input-fields.ts';
import { emptyFields, type MappingDraft, readMapping } from './mapping-draft.ts';
import { EVENT_FIELDS, missingFields, placeOf, type TriggerKind } from './trigger-kind.ts';

interface MappingFormProps {
  kind: TriggerKind;
  fields: readonly InputField[];
  draft: MappingDraft;
  onChange: (draft: MappingDraft) => void;
  /** What the server found wrong with it. */
  error: string | null;
}

/** How the input of the workflow is made of what comes. */
export function MappingForm({ kind, fields, draft, onChange, error }: MappingFormProps) {
  const { t } = useTranslation();
  const missing = draft.isMapped ? [] : missingFields(kind, fields);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={550}>
        {t('triggers.mapping')}
      </Text>
      <Text size="sm" c="dimmed">
        {t(kind === 'webhook' ? 'triggers.sameNamesBody' : 'triggers.sameNamesEvent')}
      </Text>
      {kind !== 'webhook' && (
        <Text size="sm" c="dimmed">
          {t('triggers.eventFields')}{' '}
          {EVENT_FIELDS[kind].map((name) => (
            <Code key={name} mr={6}>
              {name}
            </Code>
          ))}
        </Text>
      )}
      {missing.length > 0 && (
        <Alert
          color="yellow"
          variant="light"
          icon={<IconAlertTriangle size={18} />}
          data-testid="mapping-missing"
        >
          {t('triggers.missing', { names: missing.join(', ') })}
        </Alert>
      )}
      <Switch
        label={t('triggers.map')}
        checked={draft.isMapped}
        onChange={({ currentTarget }) => onChange({ ...draft, isMapped: currentTarget.checked })}
        data-testid="mapping-switch"
      />
      {draft.isMapped && (
        <>
          <Text size="xs" c="dimmed">
            <Trans
              i18nKey="triggers.mapText"
              values={{ example: placeOf(kind, kind === 'webhook' ? 'issue.title' : 'name') }}
              components={{ code: <Code /> }}
            />
          </Text>
          <Templates fields={fields} draft={draft} onChange={onChange} />
          {error && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {error}
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function Templates({ fields, draft, onChange }: Pick<MappingFormProps, 'fields' | 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  if (draft.json !== null) {
    return (
      <Textarea
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        styles={CODE_STYLES}
        aria-label={t('triggers.mapping')}
        error={readMapping(draft) === null ? t('inputForm.notObject') : null}
        value={draft.json}
        onChange={({ currentTarget }) => onChange({ ...draft, json: currentTarget.value })}
        data-testid="mapping-json"
      />
    );
  }
  const empty = emptyFields(draft, fields);
  return fields.map(({ name, title, isNeeded }) => (
    <TextInput
      key={name}
      label={title}
      withAsterisk={isNeeded}
      error={empty.includes(name) ? t('inputFault.needed') : null}
      spellCheck={false}
      styles={CODE_STYLES}
      value={draft.templates[name] ?? ''}
      onChange={({ currentTarget }) =>
        onChange({ ...draft, templates: { ...draft.templates, [name]: currentTarget.value } })
      }
      data-testid={`mapping-${name}`}
    />
  ));
}
