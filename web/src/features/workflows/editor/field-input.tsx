import { MultiSelect, NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isTexts } from '../../../lib/json-value.ts';
import { CasesInput } from './cases-input.tsx';
import { DurationInput } from './duration-input.tsx';
import { JsonInput } from './json-input.tsx';
import type { NodeField } from './node-fields.ts';
import { PairsInput } from './pairs-input.tsx';

export interface Option {
  value: string;
  label: string;
}

export interface FieldInputProps {
  field: NodeField;
  value: unknown;
  onChange: (value: unknown) => void;
  isReadOnly: boolean;
  error: string | null;
  /** What can be chosen, of a field that names something. */
  options: readonly Option[];
}

const MONO = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } };
const DOTS = /\./g;

/** The control for one field of a node. What is emptied is taken out of the definition. */
export function FieldInput({ field, value, onChange, isReadOnly, error, options }: FieldInputProps) {
  const { t, i18n } = useTranslation();
  const name = field.path.join('.');
  const key = name.replace(DOTS, '-');
  const about = i18n.exists(`nodeFieldText.${key}`) ? t(`nodeFieldText.${key}`) : undefined;
  const common = {
    label: t(`nodeField.${key}`),
    description: about,
    error,
    disabled: isReadOnly,
    size: 'sm',
    'data-testid': `field-${key}`,
  } as const;
  const text = typeof value === 'string' ? value : '';
  const orNone = (next: string | null) => onChange(next === '' || next === null ? undefined : next);
  switch (field.kind) {
    case 'text':
      return <TextInput {...common} value={text} onChange={(event) => orNone(event.currentTarget.value)} />;
    case 'expression':
      return (
        <TextInput
          {...common}
          styles={MONO}
          spellCheck={false}
          value={text}
          onChange={(event) => orNone(event.currentTarget.value)}
        />
      );
    case 'template':
    case 'code':
      return (
        <Textarea
          {...common}
          autosize
          minRows={field.kind === 'code' ? 6 : 3}
          maxRows={18}
          spellCheck={field.kind === 'template'}
          styles={field.kind === 'code' ? MONO : {}}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          allowDecimal={field.isDecimal ?? false}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'duration':
      return <DurationInput {...common} value={value} onChange={onChange} />;
    case 'switch':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked ? true : undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          clearable={!isReadOnly}
          clearButtonProps={{ 'aria-label': t('editor.clear') }}
          placeholder={t('editor.usual')}
          value={text || null}
          onChange={orNone}
          data={(field.choices ?? []).map((choice) => ({ value: choice, label: t(`nodeChoice.${choice}`) }))}
        />
      );
    case 'agent':
    case 'tool':
    case 'workflow':
    case 'base':
    case 'node':
    case 'join':
      return (
        <Select
          {...common}
          searchable
          clearable={field.kind !== 'agent' && !isReadOnly}
          clearButtonProps={{ 'aria-label': t('editor.clear') }}
          placeholder={t(
            field.kind === 'tool' || field.kind === 'workflow' ? 'editor.choose' : 'editor.usual',
          )}
          value={value === undefined || value === '' ? null : String(value)}
          onChange={(next) =>
            field.kind === 'join' && /^\d+$/.test(next ?? '') ? onChange(Number(next)) : orNone(next)
          }
          data={withCurrent(options, value)}
        />
      );
    case 'nodes':
      return (
        <MultiSelect
          {...common}
          searchable
          hidePickedOptions
          value={isTexts(value) ? value : []}
          onChange={(next) => onChange(next.length === 0 ? undefined : next)}
          data={(isTexts(value) ? value : []).reduce(withCurrent, options) as Option[]}
        />
      );
    case 'texts':
      return (
        <TagsInput
          {...common}
          value={isTexts(value) ? value : []}
          onChange={(next) => onChange(next.length === 0 ? undefined : next)}
          data={options.map((option) => option.value)}
        />
      );
    case 'pairs':
      return <PairsInput {...common} value={value} onChange={onChange} />;
    case 'cases':
      return <CasesInput {...common} value={value} onChange={onChange} />;
    case 'json':
    case 'schema':
      return <JsonInput {...common} value={value} onChange={onChange} isStrict={field.kind === 'schema'} />;
  }
}

/** What is set stays in the list, even if there is no such thing any more. */
function withCurrent(options: readonly Option[], value: unknown): Option[] {
  const current = value === undefined || value === '' ? null : String(value);
  const isKnown = current === null || options.some((option) => option.value === current);
  return isKnown ? [...options] : [...options, { value: current, label: current }];
}
