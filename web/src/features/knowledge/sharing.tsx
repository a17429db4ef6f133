// Who sees a base, or a document within it.
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Base, KnowledgeDocument } from '../../lib/api-types.ts';
import { useMe, useRead, useWrite } from '../../lib/queries.ts';
import { Loaded } from '../../ui/states.tsx';
import { SharingForm } from './sharing-form.tsx';

const BASE_GRANTS = 'GET /api/v1/knowledge/bases/{id}/grants';
const BASES = ['GET /api/v1/knowledge/bases', 'GET /api/v1/knowledge/bases/{id}'] as const;

export function BaseSharing({ base, onClose }: { base: Base; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('sharing.ofBase', { name: base.name })}>
      <BaseSharingBody base={base} />
    </Modal>
  );
}

function BaseSharingBody({ base }: { base: Base }) {
  const { t } = useTranslation();
  const params = { id: base.id };
  const grants = useRead(BASE_GRANTS, { params });
  const update = useWrite('PATCH /api/v1/knowledge/bases/{id}', BASES);
  const give = useWrite('PUT /api/v1/knowledge/bases/{id}/grants/{userId}', [BASE_GRANTS]);
  const take = useWrite('DELETE /api/v1/knowledge/bases/{id}/grants/{userId}', [BASE_GRANTS]);
  return (
    <Loaded of={grants}>
      {({ items }) => (
        <SharingForm
          isPrivate={base.visibility === 'private'}
          openLabel={t('sharing.workspace')}
          openText={t('sharing.workspaceText')}
          grants={items}
          makerId={base.createdBy}
          error={update.error ?? give.error ?? take.error}
          onPrivate={(isPrivate) =>
            update.mutate({ params, body: { visibility: isPrivate ? 'private' : 'workspace' } })
          }
          onGive={(userId, verb) => give.mutate({ params: { ...params, userId }, body: { verb } })}
          onTake={(userId) => take.mutate({ params: { ...params, userId } })}
        />
      )}
    </Loaded>
  );
}

const DOCUMENT_GRANTS = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/grants';
const DOCUMENTS = ['GET /api/v1/knowledge/bases/{id}/documents'] as const;

export function DocumentSharing({ document, onClose }: { document: KnowledgeDocument; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('sharing.ofDocument', { name: document.name })}>
      <DocumentSharingBody document={document} />
    </Modal>
  );
}

function DocumentSharingBody({ document }: { document: KnowledgeDocument }) {
  const { t } = useTranslation();
  const params = { id: document.baseId, documentId: document.id };
  const grants = useRead(DOCUMENT_GRANTS, { params });
  const update = useWrite('PATCH /api/v1/knowledge/bases/{id}/documents/{documentId}', DOCUMENTS);
  const give = useWrite('PUT /api/v1/knowledge/bases/{id}/documents/{documentId}/grants/{userId}', [
    DOCUMENT_GRANTS,
  ]);
  const take = useWrite('DELETE /api/v1/knowledge/bases/{id}/documents/{documentId}/grants/{userId}', [
    DOCUMENT_GRANTS,
  ]);
  return (
    <Loaded of={grants}>
      {({ items }) => (
        <SharingForm
          isPrivate={document.visibility === 'private'}
          openLabel={t('sharing.base')}
          openText={t('sharing.baseText')}
          grants={items}
          makerId={document.createdBy}
          error={update.error ?? give.error ?? take.error}
          onPrivate={(isPrivate) =>
            update.mutate({ params, body: { visibility: isPrivate ? 'private' : 'base' } })
          }
          onGive={(userId, verb) => give.mutate({ params: { ...params, userId }, body: { verb } })}
          onTake={(userId) => take.mutate({ params: { ...params, userId } })}
        />
      )}
    </Loaded>
  );
}

/** Whether the caller may say who sees a document that the caller may edit the base of. */
export function useMayShare(): (document: KnowledgeDocument) => boolean {
  const { user } = useMe();
  return (document) => document.visibility === 'base' || document.createdBy === user.id;
}
