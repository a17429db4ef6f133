import { Alert, Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconClockExclamation, IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../lib/api-types.ts';
import { useList } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { ValueView } from '../value-view.tsx';
import { DecisionForm } from './decision-form.tsx';

const COLORS: Record<Approval['state'], string> = {
  pending: 'yellow',
  approved: 'spruce',
  rejected: 'red',
  expired: 'gray',
  withdrawn: 'gray',
};

/** What is asked, on what, who has decided so far, and the decision. `origin` links to what asks. */
export function ApprovalCard({ approval, origin }: { approval: Approval; origin?: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { question, state, payload, mayDecide, expiresAt, escalatedAt } = approval;
  return (
    <Card withBorder radius="lg" p="lg" data-testid="approval" data-state={state}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="md">
        <Stack gap={2} miw={0}>
          <Title order={2} size="h5" style={{ overflowWrap: 'anywhere' }}>
            {question}
          </Title>
          <Text size="xs" c="dimmed" component="div">
            {origin} {origin && '· '}
            {format.ago(approval.createdAt)}
          </Text>
        </Stack>
        <Badge variant="light" color={COLORS[state]} radius="sm" tt="none" flex="none">
          {t(`approvalState.${state}`)}
        </Badge>
      </Group>
      {state === 'pending' && expiresAt !== null && (
        <Text size="xs" c="dimmed" mt={6}>
          <IconClockExclamation size={13} style={{ verticalAlign: '-2px' }} />{' '}
          {t('approvals.expires', { time: format.time(expiresAt) })}
        </Text>
      )}
      {state === 'pending' && escalatedAt !== null && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('approvals.escalated', { time: format.time(escalatedAt) })}
        </Text>
      )}
      <Stack mt="md" gap="md">
        <Votes approval={approval} />
        {state === 'pending' && mayDecide ? (
          <DecisionForm key={approval.payloadHash} approval={approval} />
        ) : (
          <ValueView value={payload} />
        )}
        {state === 'pending' && !mayDecide && (
          <Alert color="gray" variant="light" icon={<IconUserCheck size={17} />} p="sm">
            {t('approvals.notYours')}
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

function Votes({ approval: { votes, votesNeeded, state } }: { approval: Approval }) {
  const { t } = useTranslation();
  const format = useFormat();
  const members = useList('GET /api/v1/members', {}, { enabled: votes.length > 0 });
  const nameOf = (id: string) =>
    members.data?.find(({ userId }) => userId === id)?.name ?? t('approvals.someone');
  const given = votes.filter(({ vote }) => vote === 'approve').length;
  if (votes.length === 0 && votesNeeded === 1) return null;
  return (
    <Stack gap={4} data-testid="approval-votes">
      {votesNeeded > 1 && state === 'pending' && (
        <Text size="sm">{t('approvals.needed', { given, needed: votesNeeded })}</Text>
      )}
      {votes.map(({ userId, vote, comment, createdAt }) => (
        <Text key={userId} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t(vote === 'approve' ? 'approvals.approvedBy' : 'approvals.rejectedBy', { name: nameOf(userId) })}{' '}
          · {format.ago(createdAt)}
          {comment && ` · “${comment}”`}
        </Text>
      ))}
    </Stack>
  );
}
