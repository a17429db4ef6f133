import { Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeDraft } from '../flow/edit.ts';
import frame from '../frame.module.css';
import { FieldInput } from './field-input.tsx';
import { changeAt, valueAt } from './field-value.ts';
import { InputSchemaForm } from './input-schema-form.tsx';
import { DEFINITION_FIELDS } from './node-fields.ts';
import type { Editor } from './use-editor.ts';

/** The workflow as a whole: its name, what it asks for, what it answers, its bounds. */
export function DefinitionForm({ editor, isReadOnly }: { editor: Editor; isReadOnly: boolean }) {
  const { t } = useTranslation();
  const { draft } = editor;
  return (
    <div className={frame.inner} data-testid="definition-form">
      <Title order={2} size="h5">
        {t('editor.about')}
      </Title>
      <Stack gap="sm">
        <TextInput
          label={t('common.name')}
          value={draft.name}
          maxLength={200}
          disabled={isReadOnly}
          onChange={({ currentTarget }) =>
            editor.change(changeDraft(draft, { name: currentTarget.value }), 'name')
          }
          data-testid="workflow-name"
        />
        <Textarea
          label={t('common.description')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={10_000}
          value={draft.description ?? ''}
          disabled={isReadOnly}
          onChange={({ currentTarget: { value } }) => {
            const { description: _, ...rest } = draft;
            editor.change(value ? changeDraft(draft, { description: value }) : rest, 'description');
          }}
        />
      </Stack>
      <section className={frame.section}>
        <Title order={3} size="h6">
          {t('editor.input')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('editor.inputText', { example: '{{input.name}}' })}
        </Text>
        <InputSchemaForm
          schema={draft.input}
          isReadOnly={isReadOnly}
          onChange={(input) => editor.change(changeDraft(draft, { input }), 'input')}
        />
      </section>
      <Stack gap="sm">
        {DEFINITION_FIELDS.map((field) => (
          <FieldInput
            key={field.path.join('.')}
            field={field}
            value={valueAt(draft, field.path)}
            options={[]}
            error={null}
            isReadOnly={isReadOnly}
            onChange={(value) =>
              editor.change(
                changeDraft(draft, changeAt(draft, field.path, value)),
                `whole.${field.path.join('.')}`,
              )
            }
          />
        ))}
      </Stack>
    </div>
  );
}
