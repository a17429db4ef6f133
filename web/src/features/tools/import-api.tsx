import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDocument, ApiPreview } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { ChooseOperations } from './choose-operations.tsx';
import { DocumentForm } from './document-form.tsx';

/** Imports an OpenAPI document: first it is read, then operations are chosen. */
export function ImportApi({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<{ document: ApiDocument; preview: ApiPreview } | null>(null);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={t('tools.importApi')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {found ? (
        <ChooseOperations {...found} onBack={() => setFound(null)} onClose={onClose} />
      ) : (
        <ReadDocument onRead={(document, preview) => setFound({ document, preview })} />
      )}
    </Drawer>
  );
}

function ReadDocument({ onRead }: { onRead: (document: ApiDocument, preview: ApiPreview) => void }) {
  const { t } = useTranslation();
  const read = useWrite('POST /api/v1/openapi-previews');
  return (
    <DocumentForm
      text={t('tools.importText')}
      act={t('tools.readDocument')}
      isPending={read.isPending}
      error={read.error}
      onChange={read.reset}
      onSubmit={async (document) => onRead(document, await read.mutateAsync({ body: { document } }))}
    />
  );
}
