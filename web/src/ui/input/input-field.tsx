import { NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { FieldValue, InputField } from './input-fields.ts';

export const CODE_STYLES = {
  input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 },
};

interface FieldProps {
  field: InputField;
  value: FieldValue;
  error: string | null;
  /** Whether a dialog begins here. */
  isFirst?: boolean;
  onChange: (value: FieldValue) => void;
}

/** The control that suits a property of the input. */
export function Field({ field, value, error, isFirst = false, onChange }: FieldProps) {
  const common = {
    label: field.title,
    description: field.about,
    error,
    withAsterisk: field.isNeeded,
    'data-testid': `input-${field.name}`,
    ...(isFirst ? { 'data-autofocus': true } : {}),
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
          styles={CODE_STYLES}
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
