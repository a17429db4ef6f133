import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconDots,
  IconHistory,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { DocumentSharing, useMayShare } from './sharing.tsx';
import { DocumentVersions } from './versions.tsx';

const TOUCHED = [
  'GET /api/v1/knowledge/bases/{id}/documents',
  'GET /api/v1/knowledge/bases/{id}/document-counts',
  'GET /api/v1/knowledge/bases',
] as const;

const isPending = ({ state, updateState }: KnowledgeDocument) =>
  state === 'pending' || updateState === 'pending';
const isFailed = ({ state, updateState }: KnowledgeDocument) =>
  state === 'failed' || updateState === 'failed';

interface MenuProps {
  document: KnowledgeDocument;
  mayEdit: boolean;
}

/** What can be done with one document: a button in each row, and the menu itself only where it was opened. */
export function DocumentMenu(props: MenuProps) {
  const { t } = useTranslation();
  const [isOpened, { open }] = useDisclosure(false);
  if (isOpened) return <OpenedMenu {...props} />;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-haspopup="menu"
      aria-label={t('knowledge.documentMenu', { name: props.document.name })}
      onClick={open}
      data-testid="document-menu"
    >
      <IconDots size={17} />
    </ActionIcon>
  );
}

function OpenedMenu({ document, mayEdit: mayEditBase }: MenuProps) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const remove = useWrite('DELETE /api/v1/knowledge/bases/{id}/documents/{documentId}', TOUCHED);
  const mayShare = useMayShare();
  const [isSharing, sharing] = useDisclosure(false);
  const [isShowingVersions, versions] = useDisclosure(false);
  const { id, baseId, name } = document;
  const mayEdit = mayEditBase && document.mayChange;
  const params = { id: baseId, documentId: id };
  const cancel = useWrite('PUT /api/v1/knowledge/bases/{id}/documents/{documentId}/cancellation', TOUCHED);
  const retry = useWrite('POST /api/v1/knowledge/bases/{id}/documents/{documentId}/retries', TOUCHED);
  const askToDelete = () =>
    confirm({
      title: t('knowledge.deleteDocumentTitle'),
      text: t('knowledge.deleteDocumentText', { name }),
      confirm: t('common.delete'),
      act: () => remove.mutateAsync({ params }),
    });
  return (
    <>
      <Menu position="bottom-end" defaultOpened>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('knowledge.documentMenu', { name })}
            data-testid="document-menu"
          >
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconHistory size={16} />}
            onClick={versions.open}
            data-testid="document-versions"
          >
            {t('versions.open')}
          </Menu.Item>
          {mayEdit && isPending(document) && (
            <Menu.Item
              leftSection={<IconPlayerStop size={16} />}
              onClick={() => cancel.mutate({ params })}
              data-testid="document-cancel"
            >
              {t('knowledge.cancelOne')}
            </Menu.Item>
          )}
          {mayEdit && isFailed(document) && (
            <Menu.Item
              leftSection={<IconRefresh size={16} />}
              onClick={() => retry.mutate({ params })}
              data-testid="document-retry"
            >
              {t('knowledge.retryOne')}
            </Menu.Item>
          )}
          {mayEdit && mayShare(document) && (
            <Menu.Item
              leftSection={<IconUsers size={16} />}
              onClick={sharing.open}
              data-testid="document-sharing"
            >
              {t('sharing.who')}
            </Menu.Item>
          )}
          {mayEdit && (
            <Menu.Item color="red.9" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
              {t('common.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isShowingVersions && (
        <DocumentVersions document={document} mayEdit={mayEdit} onClose={versions.close} />
      )}
      {isSharing && <DocumentSharing document={document} onClose={sharing.close} />}
    </>
  );
}
