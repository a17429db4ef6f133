import { ActionIcon, Button, Group, Input, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject } from '../../../lib/json-value.ts';
import { readJson, writeJson } from './field-value.ts';
import type { InputProps } from './input-props.ts';

type Pair = readonly [name: string, text: string];

const pairsOf = (value: unknown): Pair[] =>
  isObject(value) ? Object.entries(value).map(([name, item]) => [name, writeJson(item)] as const) : [];

const recordOf = (pairs: readonly Pair[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs.filter(([name]) => name !== '').map(([name, text]) => [name, readJson(text) ?? '']),
  );

/** Names with values, as arguments have them. */
export function PairsInput({ label, description, error, value, onChange, disabled, ...rest }: InputProps) {
  const { t } = useTranslation();
  const [pairs, setPairs] = useState(() => pairsOf(value));
  if (JSON.stringify(recordOf(pairs)) !== JSON.stringify(value ?? {})) setPairs(pairsOf(value));
  const set = (next: Pair[]) => {
    setPairs(next);
    onChange(recordOf(next));
  };
  return (
    <Input.Wrapper label={label} description={description} error={error} size="sm" labelElement="div">
      <Stack gap={6} mt={4} data-testid={rest['data-testid']}>
        {pairs.map(([name, text], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps its place while its name is typed
          <Group key={index} gap={6} wrap="nowrap" align="flex-start">
            <TextInput
              w="36%"
              disabled={disabled}
              value={name}
              aria-label={t('common.name')}
              onChange={(event) => set(pairs.with(index, [event.currentTarget.value, text]))}
            />
            <Textarea
              flex={1}
              autosize
              maxRows={8}
              disabled={disabled}
              spellCheck={false}
              value={text}
              aria-label={t('editor.valueOf', { name })}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
              onChange={(event) => set(pairs.with(index, [name, event.currentTarget.value]))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              disabled={disabled}
              aria-label={t('editor.removeRow', { name })}
              onClick={() => set(pairs.toSpliced(index, 1))}
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
            onClick={() => setPairs([...pairs, ['', '']])}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('editor.addRow')}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
