import { ActionIcon, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_MATCHES } from './find.ts';

interface FindBarProps {
  wanted: string;
  onWanted: (wanted: string) => void;
  /** Which of the matches is the current one, from 0. */
  at: number;
  count: number;
  onStep: (by: 1 | -1) => void;
}

/** Searches in what is shown: Enter goes on, with Shift back. */
export function FindBar({ wanted, onWanted, at, count, onStep }: FindBarProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onStep(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') onWanted('');
  };
  const isAsked = wanted.trim() !== '';
  const shown = count >= MAX_MATCHES ? `${count}+` : String(count);
  return (
    <Group gap={6} wrap="nowrap" role="search">
      <TextInput
        flex={1}
        miw={0}
        size="sm"
        value={wanted}
        onChange={(event) => onWanted(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t('viewer.find')}
        aria-label={t('viewer.find')}
        leftSection={<IconSearch size={15} />}
        data-testid="find"
      />
      <Text size="sm" c="dimmed" aria-live="polite" style={{ whiteSpace: 'nowrap' }} data-testid="find-count">
        {isAsked && (count === 0 ? t('viewer.noMatch') : t('viewer.matchOf', { at: at + 1, count: shown }))}
      </Text>
      {([-1, 1] as const).map((by) => {
        const name = t(by === 1 ? 'viewer.next' : 'viewer.previous');
        return (
          <Tooltip key={by} label={name} openDelay={300}>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={name}
              disabled={count === 0}
              onClick={() => onStep(by)}
            >
              {by === 1 ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
            </ActionIcon>
          </Tooltip>
        );
      })}
    </Group>
  );
}
