import { Stack, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { editedValue, type ValueDraft } from './value-draft.ts';

interface ValueFormProps {
  draft: ValueDraft;
  onChange: (draft: ValueDraft) => void;
}

/** Edits a JSON value: an object field by field, text as text, everything else as JSON. */
export function ValueForm({ draft, onChange }: ValueFormProps) {
  const { t } = useTranslation();
  const { faults } = editedValue(draft);
  return (
    <Stack gap="sm">
      {draft.fields.map((field, index) => (
        <Textarea
          key={field.name}
          label={field.name || t('value.value')}
          autosize
          minRows={1}
          maxRows={12}
          value={field.text}
          error={faults.includes(field.name) ? t('value.notJson') : null}
          styles={field.isText ? {} : { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          onChange={({ currentTarget }) => {
            const fields = draft.fields.with(index, { ...field, text: currentTarget.value });
            onChange({ ...draft, fields });
          }}
          data-testid={`value-${field.name}`}
        />
      ))}
    </Stack>
  );
}
