import { Anchor, Text } from '@mantine/core';
import { IconClockExclamation, IconUserQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../lib/queries.ts';
import { useAgentText } from '../../../lib/use-agent-text.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { DecisionForm } from '../../../ui/approval/decision-form.tsx';
import { ValueView } from '../../../ui/value-view.tsx';
import { useWho } from './use-who.ts';
import { WaitBox } from './wait-box.tsx';
import type { WaitPart } from './wait-part.ts';

const REFRESH_MS = 10_000;
/** The question is written a moment after the run that asks it has begun. */
const PATIENCE = { retry: 3, retryDelay: 700 };

/** The call that waits, with exactly its arguments, and the decision for those who may make it. */
export function ApprovalQuestion({ part }: { part: Extract<WaitPart, { type: 'approval' }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useAgentText();
  const { allOf } = useWho();
  const id = part.approvalId ?? '';
  const { data, isLoading } = useRead(
    'GET /api/v1/approvals/{id}',
    { params: { id } },
    { enabled: id !== '', refetchInterval: (query) => (query.state.data ? REFRESH_MS : false), ...PATIENCE },
  );
  const isMine = data?.state === 'pending' && data.mayDecide;
  return (
    <WaitBox
      icon={<IconUserQuestion size={19} stroke={1.7} style={{ flex: 'none' }} />}
      title={t('chat.wait.asks', { tool: say.tool(part.tool) })}
    >
      {isMine ? (
        <DecisionForm key={data.payloadHash} approval={data} />
      ) : (
        <ValueView value={data?.payload ?? part.arguments} />
      )}
      {!isMine && !isLoading && (
        <Text size="sm" c="dimmed" data-testid="notice-who">
          {t('chat.wait.canDecide', { who: allOf(part.deciders) })}
        </Text>
      )}
      <Text size="xs" c="dimmed" component="div">
        {data?.expiresAt != null && (
          <>
            <IconClockExclamation size={13} style={{ verticalAlign: '-2px' }} />{' '}
            {t('approvals.expires', { time: format.time(data.expiresAt) })}
            {' · '}
          </>
        )}
        <Anchor component={Link} to="/approvals" size="xs" underline="always">
          {t('chat.wait.allApprovals')}
        </Anchor>
      </Text>
    </WaitBox>
  );
}
