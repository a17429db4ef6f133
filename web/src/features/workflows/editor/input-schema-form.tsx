import { ActionIcon, Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './editor.module.css';
import { INPUT_KINDS, type InputKind, type InputRow, rowsOf, schemaOf } from './input-schema.ts';

interface InputSchemaFormProps {
  schema: unknown;
  isReadOnly: boolean;
  onChange: (schema: Record<string, unknown>) => void;
}

/** What a run asks for, one field each. */
export function InputSchemaForm({ schema, isReadOnly, onChange }: InputSchemaFormProps) {
  const { t } = useTranslation();
  const rows = rowsOf(schema);
  const set = (next: InputRow[]) => onChange(schemaOf(schema, next));
  const add = () => {
    let number = rows.length + 1;
    while (rows.some(({ name }) => name === `field_${number}`)) number += 1;
    set([...rows, { name: `field_${number}`, title: '', kind: 'text', isNeeded: true, rest: {} }]);
  };
  return (
    <Stack gap="xs">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps its place while its name is typed
        <div key={index} className={styles.inputRow}>
          <Group gap={6} wrap="nowrap">
            <TextInput
              flex={1}
              size="xs"
              disabled={isReadOnly}
              value={row.name}
              aria-label={t('common.name')}
              spellCheck={false}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              onChange={({ currentTarget: { value } }) => {
                if (!rows.some(({ name }) => name === value)) set(rows.with(index, { ...row, name: value }));
              }}
            />
            <Select
              w={132}
              size="xs"
              disabled={isReadOnly}
              allowDeselect={false}
              aria-label={t('editor.kindOf', { name: row.name })}
              value={row.kind}
              onChange={(kind) => set(rows.with(index, { ...row, kind: kind as InputKind, rest: {} }))}
              data={INPUT_KINDS.map((kind) => ({ value: kind, label: t(`inputKind.${kind}`) }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              disabled={isReadOnly}
              aria-label={t('editor.removeRow', { name: row.name })}
              onClick={() => set(rows.toSpliced(index, 1))}
            >
              <IconX size={14} />
            </ActionIcon>
          </Group>
          <Group gap="sm" wrap="nowrap" mt={6}>
            <TextInput
              flex={1}
              size="xs"
              disabled={isReadOnly}
              value={row.title}
              placeholder={t('editor.fieldTitle')}
              aria-label={t('editor.fieldTitleOf', { name: row.name })}
              onChange={({ currentTarget }) => set(rows.with(index, { ...row, title: currentTarget.value }))}
            />
            <Checkbox
              size="xs"
              disabled={isReadOnly}
              checked={row.isNeeded}
              label={t('editor.needed')}
              onChange={({ currentTarget }) =>
                set(rows.with(index, { ...row, isNeeded: currentTarget.checked }))
              }
            />
          </Group>
        </div>
      ))}
      {!isReadOnly && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={add}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('editor.addInput')}
        </Button>
      )}
    </Stack>
  );
}
