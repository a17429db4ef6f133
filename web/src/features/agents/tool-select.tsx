import { Badge, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';
import type { ToolChoice } from './use-choices.ts';

const COLORS: Record<Tool['effect'], string> = { read: 'gray', write: 'yellow', outside: 'orange' };

/** What a tool may do to the world. */
export function EffectBadge({ effect }: { effect: Tool['effect'] }) {
  const { t } = useTranslation();
  return (
    <Badge
      size="xs"
      variant="light"
      color={COLORS[effect]}
      tt="none"
      radius="sm"
      data-testid={`effect-${effect}`}
    >
      {t(`agents.effect.${effect}`)}
    </Badge>
  );
}

interface ToolSelectProps {
  choices: readonly ToolChoice[];
  value: string[];
  onChange: (value: string[]) => void;
}

/** Tools with what each is for and what it may do. */
export function ToolSelect({ choices, value, onChange }: ToolSelectProps) {
  const { t } = useTranslation();
  const of = (name: string) => choices.find((choice) => choice.value === name);
  const acting = value.flatMap((name) => of(name) ?? []).filter(({ effect }) => effect !== 'read');
  return (
    <MultiSelect
      data={choices.map(({ value: name, label }) => ({ value: name, label }))}
      value={value}
      onChange={onChange}
      label={t('agents.tools')}
      description={
        acting.length > 0 ? t('agents.acting', { tools: acting.map(({ label }) => label).join(', ') }) : null
      }
      renderOption={({ option, checked }) => {
        const choice = of(option.value);
        return (
          <Group wrap="nowrap" flex={1}>
            <Stack gap={2} flex={1}>
              <Group gap={8}>
                <Text size="sm">{option.label}</Text>
                {choice && <EffectBadge effect={choice.effect} />}
              </Group>
              <Text size="xs">{choice?.text}</Text>
            </Stack>
            {checked && <IconCheck size={16} />}
          </Group>
        );
      }}
      data-testid="agent-tools"
    />
  );
}
