import { Group, Text } from '@mantine/core';
import { IconCoins, IconUserCheck, IconUserX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAgentText } from '../../../lib/use-agent-text.ts';
import { useWho } from './use-who.ts';
import type { WaitPart } from './wait-part.ts';

/** What an answer has waited for, and how that ended. */
export function PastWait({ part }: { part: WaitPart }) {
  const text = useText(part);
  const isGood = part.type === 'approval' && part.state === 'approved';
  const Icon = part.type === 'budget' ? IconCoins : isGood ? IconUserCheck : IconUserX;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start" c="dimmed">
      <Icon size={16} style={{ flex: 'none', marginTop: 2 }} />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    </Group>
  );
}

function useText(part: WaitPart): string {
  const { t } = useTranslation();
  const say = useAgentText();
  const { nameOf } = useWho();
  if (part.type === 'budget') {
    const budget = t(`chat.wait.budget.${part.kind}`);
    return t(part.raised ? 'chat.wait.raised' : 'chat.wait.stoppedAtBudget', { budget });
  }
  const names = { who: nameOf(part.by[0]), tool: say.tool(part.tool) };
  const comment = part.comment ? ` “${part.comment}”` : '';
  return `${t(keyOf(part), names)}${comment}`;
}

function keyOf({ state, changed }: Extract<WaitPart, { type: 'approval' }>) {
  switch (state) {
    case 'approved':
      return changed ? 'chat.wait.approvedChanged' : 'chat.wait.approved';
    case 'rejected':
      return 'chat.wait.rejected';
    case 'expired':
      return 'chat.wait.expired';
    case 'pending':
      return 'chat.wait.withdrawn';
  }
}
