import { Anchor, Group, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asFields, asJson, type InputDraft, readInput, WHOLE } from './input-draft.ts';
import { CODE_STYLES, Field } from './input-field.tsx';
import { misfitOf } from './misfit.ts';

interface InputFormProps {
  draft: InputDraft;
  onChange: (draft: InputDraft) => void;
  /** Whether fields that are needed and still empty are told already. */
  isTried: boolean;
  /** What the server said to what was sent. */
  error?: unknown;
  /** Whether a dialog begins with its first field. */
  isFirst?: boolean;
}

/** Asks for what a workflow takes: a control for each property of its schema, or JSON. */
export function InputForm({ draft, onChange, isTried, error, isFirst = false }: InputFormProps) {
  const { t } = useTranslation();
  const isJson = draft.json !== null;
  const misfit = misfitOf(error);
  const isShown = draft.fields.some(({ name }) => name === misfit?.field) && !isJson;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550} component="div">
          {t('inputForm.title')}
        </Text>
        <Anchor
          component="button"
          type="button"
          size="xs"
          onClick={() => onChange(isJson ? asFields(draft) : asJson(draft))}
          data-testid="input-mode"
        >
          {t(isJson ? 'inputForm.asFields' : 'inputForm.asJson')}
        </Anchor>
      </Group>
      {isJson ? (
        <JsonText draft={draft} onChange={onChange} />
      ) : (
        <Fields draft={draft} onChange={onChange} isTried={isTried} misfit={misfit} isFirst={isFirst} />
      )}
      {misfit && !isShown && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" data-testid="input-misfit">
          {t('inputForm.misfit', { why: misfit.field ? `${misfit.field}: ${misfit.why}` : misfit.why })}
        </Text>
      )}
    </Stack>
  );
}

function JsonText({ draft, onChange }: Pick<InputFormProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  const read = readInput(draft);
  return (
    <Textarea
      autosize
      minRows={5}
      maxRows={18}
      spellCheck={false}
      styles={CODE_STYLES}
      aria-label={t('inputForm.json')}
      description={t('inputForm.jsonText')}
      error={!read.ok && read.faults[WHOLE] ? t('inputForm.notObject') : null}
      value={draft.json ?? ''}
      onChange={({ currentTarget }) => onChange({ ...draft, json: currentTarget.value })}
      data-testid="input-json"
    />
  );
}

type FieldsProps = Pick<InputFormProps, 'draft' | 'onChange' | 'isTried' | 'isFirst'> & {
  misfit: { field: string | null; why: string } | null;
};

function Fields({ draft, onChange, isTried, misfit, isFirst = false }: FieldsProps) {
  const { t } = useTranslation();
  const read = readInput(draft);
  const faults = read.ok ? {} : read.faults;
  const faultOf = (name: string) => {
    const fault = faults[name];
    // An empty field is no fault before one has tried; what is wrong with a filled one is told at once.
    if (fault && (isTried || fault !== 'needed')) return t(`inputFault.${fault}`);
    return misfit?.field === name ? misfit.why : null;
  };
  if (draft.fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('inputForm.none')}
      </Text>
    );
  }
  return draft.fields.map((field, index) => (
    <Field
      key={field.name}
      field={field}
      value={draft.values[field.name] ?? ''}
      isFirst={isFirst && index === 0}
      error={faultOf(field.name)}
      onChange={(value) => onChange({ ...draft, values: { ...draft.values, [field.name]: value } })}
    />
  ));
}
