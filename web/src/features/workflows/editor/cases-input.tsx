import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isObject } from '../../../lib/json-value.ts';
import type { InputProps } from './input-props.ts';

/** The ways out of a condition and when each is taken. */
export function CasesInput({ label, description, error, value, onChange, disabled, ...rest }: InputProps) {
  const { t } = useTranslation();
  const cases = (Array.isArray(value) ? value.filter(isObject) : []).map(({ port, when }) => ({
    port: String(port ?? ''),
    when: String(when ?? ''),
  }));
  const add = () => onChange([...cases, { port: `case_${cases.length + 1}`, when: 'true' }]);
  return (
    <Input.Wrapper label={label} description={description} error={error} size="sm" labelElement="div">
      <Stack gap={6} mt={4} data-testid={rest['data-testid']}>
        {cases.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of cases is their meaning
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput
              w="34%"
              disabled={disabled}
              value={one.port}
              aria-label={t('editor.caseName')}
              onChange={(event) => onChange(cases.with(index, { ...one, port: event.currentTarget.value }))}
            />
            <TextInput
              flex={1}
              disabled={disabled}
              spellCheck={false}
              value={one.when}
              aria-label={t('editor.caseWhen', { name: one.port })}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
              onChange={(event) => onChange(cases.with(index, { ...one, when: event.currentTarget.value }))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              disabled={disabled || cases.length === 1}
              aria-label={t('editor.removeRow', { name: one.port })}
              onClick={() => onChange(cases.toSpliced(index, 1))}
            >
              <IconX size={15} />
            </ActionIcon>
          </Group>
        ))}
        {!disabled && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={add}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('editor.addCase')}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
