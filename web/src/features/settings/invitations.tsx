import { ActionIcon, Badge, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../lib/api-types.ts';
import { useCan, useList, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Row, Rows } from '../../ui/rows.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { Section } from './section.tsx';

export function Invitations() {
  const { t } = useTranslation();
  const invitations = useList('GET /api/v1/invitations', {});
  return (
    <Section title={t('members.invitations')}>
      <Loaded of={invitations}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('members.noInvitations')}
            </Text>
          ) : (
            <Rows>
              {items.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}

/** Accepted, expired or still open. */
export function invitationState(
  { acceptedAt, expiresAt }: Invitation,
  now: number,
): 'accepted' | 'expired' | 'open' {
  if (acceptedAt !== null) return 'accepted';
  return expiresAt <= now ? 'expired' : 'open';
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const confirm = useConfirm();
  const revoke = useWrite('DELETE /api/v1/invitations/{id}', ['GET /api/v1/invitations']);
  const { id, email, role, expiresAt } = invitation;
  const state = invitationState(invitation, Date.now());
  const askToRevoke = () =>
    confirm({
      title: t('members.revokeTitle'),
      text: t('members.revokeText', { email }),
      confirm: t('members.revoke'),
      act: () => revoke.mutateAsync({ params: { id } }),
    });
  return (
    <Row testId="invitation-row">
      <div style={{ flex: 1, minWidth: 160 }}>
        <Text size="sm" fw={550}>
          {email}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`role.${role}`)} · {t('members.expires', { when: format.date(expiresAt) })}
        </Text>
      </div>
      <Badge
        variant="light"
        color={state === 'open' ? 'blue' : state === 'accepted' ? 'spruce' : 'gray'}
        tt="none"
      >
        {t(`invitationState.${state}`)}
      </Badge>
      {state === 'open' && can('delete', 'Invitation', invitation) && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('members.revokeNamed', { email })}
          onClick={askToRevoke}
        >
          <IconTrash size={17} />
        </ActionIcon>
      )}
    </Row>
  );
}
