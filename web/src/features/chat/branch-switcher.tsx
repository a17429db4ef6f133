import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface BranchSwitcherProps {
  id: string;
  siblings: readonly string[];
  onBranch: (id: string) => void;
}

/** "2/3" between the branches at one place of a conversation. */
export function BranchSwitcher({ id, siblings, onBranch }: BranchSwitcherProps) {
  const { t } = useTranslation();
  if (siblings.length < 2) return null;
  const index = siblings.indexOf(id);
  const go = (to: number) => {
    const sibling = siblings[to];
    if (sibling) onBranch(sibling);
  };
  return (
    <Group gap={0} wrap="nowrap" data-testid="branch-switcher">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('chat.previousBranch')}
        disabled={index <= 0}
        onClick={() => go(index - 1)}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <Text size="xs" c="dimmed" aria-label={t('chat.branch', { index: index + 1, count: siblings.length })}>
        {index + 1}/{siblings.length}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('chat.nextBranch')}
        disabled={index >= siblings.length - 1}
        onClick={() => go(index + 1)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
