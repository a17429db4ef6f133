import { ActionIcon, Avatar, Button, Modal, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Member, Role } from '../../lib/api-types.ts';
import { useCan, useList, useMe, useWrite } from '../../lib/queries.ts';
import { Row, Rows } from '../../ui/rows.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useConfirm, useTellProblem } from '../../ui/use-confirm.tsx';
import { Invitations } from './invitations.tsx';
import { InviteForm } from './invite-form.tsx';
import { rolesUpTo } from './roles.ts';
import { Section } from './section.tsx';

export function MembersSection() {
  const { t } = useTranslation();
  const can = useCan();
  const members = useList('GET /api/v1/members', {});
  const [isInviting, { open, close }] = useDisclosure(false);
  const invite = can('create', 'Invitation') && (
    <Button leftSection={<IconUserPlus size={17} />} onClick={open} data-testid="invite">
      {t('members.invite')}
    </Button>
  );
  return (
    <>
      <Section title={t('settings.members')} text={t('members.text')} action={invite}>
        <Loaded of={members}>
          {(items) => (
            <Rows>
              {items.map((member) => (
                <MemberRow key={member.userId} member={member} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Section>
      {can('read', 'Invitation') && <Invitations />}
      <Modal opened={isInviting} onClose={close} title={t('members.invite')}>
        <InviteForm />
      </Modal>
    </>
  );
}

function MemberRow({ member }: { member: Member }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const confirm = useConfirm();
  const tell = useTellProblem();
  const change = useWrite('PATCH /api/v1/members/{userId}', ['GET /api/v1/members', 'GET /api/v1/me']);
  const remove = useWrite('DELETE /api/v1/members/{userId}', ['GET /api/v1/members']);
  const { userId, name, email, role } = member;
  const isMe = userId === me.user.id;
  const askToRemove = () =>
    confirm({
      title: t('members.removeTitle'),
      text: t('members.removeText', { name }),
      confirm: t('common.remove'),
      act: () => remove.mutateAsync({ params: { userId } }),
    });
  const roles = rolesUpTo(me.workspace.role);
  // Nobody changes or removes who stands above; the server would refuse it.
  const isWithin = roles.includes(role);
  return (
    <Row testId="member-row">
      <Avatar name={name} color="spruce" variant="light" />
      <div style={{ flex: 1, minWidth: 160 }}>
        <Text size="sm" fw={550}>
          {isMe ? t('members.you', { name }) : name}
        </Text>
        <Text size="xs" c="dimmed">
          {email}
        </Text>
      </div>
      {isWithin && can('edit', 'Member', member) ? (
        <Select
          w={170}
          size="sm"
          allowDeselect={false}
          aria-label={t('members.roleOf', { name })}
          value={role}
          onChange={(next) =>
            next && change.mutate({ params: { userId }, body: { role: next as Role } }, { onError: tell })
          }
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t(`role.${role}`)}
        </Text>
      )}
      {!isMe && isWithin && can('delete', 'Member', member) && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('members.remove', { name })}
          onClick={askToRemove}
        >
          <IconTrash size={17} />
        </ActionIcon>
      )}
    </Row>
  );
}
