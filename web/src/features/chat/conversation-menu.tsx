import { ActionIcon, Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconLock, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { useConfirm, useTellProblem } from '../../ui/use-confirm.tsx';
import { useShare } from './use-share.tsx';

const TOUCHED = ['GET /api/v1/conversations', 'GET /api/v1/conversations/{id}'] as const;

/** Rename, share and delete, as far as the person may. */
export function ConversationMenu({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const can = useCan();
  const router = useRouter();
  const confirm = useConfirm();
  const tell = useTellProblem();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const [isRenaming, { open, close }] = useDisclosure(false);
  const update = useWrite('PATCH /api/v1/conversations/{id}', TOUCHED);
  const remove = useWrite('DELETE /api/v1/conversations/{id}', ['GET /api/v1/conversations']);
  const { id, title, visibility } = conversation;
  const isShared = visibility === 'workspace';
  const mayEdit = can('edit', 'Conversation', conversation);
  const mayDelete = can('delete', 'Conversation', conversation);
  const share = useShare(conversation);
  if (!mayEdit && !mayDelete) return null;

  const askToDelete = () =>
    confirm({
      title: t('chat.deleteTitle'),
      text: t('chat.deleteText', { title: title || t('chat.untitled') }),
      confirm: t('common.delete'),
      act: async () => {
        await remove.mutateAsync({ params: { id } });
        if (pathname.endsWith(id)) await router.navigate({ to: '/chat' });
      },
    });
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="md"
            aria-label={t('chat.menu')}
            data-testid="conversation-menu"
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={open}>
                {t('common.rename')}
              </Menu.Item>
              <Menu.Item
                leftSection={isShared ? <IconLock size={16} /> : <IconUsers size={16} />}
                onClick={share}
              >
                {isShared ? t('chat.unshare') : t('chat.share')}
              </Menu.Item>
            </>
          )}
          {mayDelete && (
            <Menu.Item color="red.9" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
              {t('common.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isRenaming} onClose={close} title={t('chat.renameTitle')}>
        <RenameForm
          title={title}
          onSave={(next) =>
            update.mutate({ params: { id }, body: { title: next } }, { onSuccess: close, onError: tell })
          }
        />
      </Modal>
    </>
  );
}

const MAX_TITLE_LENGTH = 200;

function RenameForm({ title, onSave }: { title: string; onSave: (title: string) => void }) {
  const { t } = useTranslation();
  const [value, setValue] = useState(title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim()) onSave(value.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        data-autofocus
        aria-label={t('chat.title')}
        maxLength={MAX_TITLE_LENGTH}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" disabled={!value.trim()}>
          {t('common.save')}
        </Button>
      </Group>
    </form>
  );
}
