import { Checkbox, Stack } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../lib/api-types.ts';
import { useCan, useList } from '../../lib/queries.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { DocumentDrop } from './document-drop.tsx';
import { DocumentRow } from './document-row.tsx';
import { IngestionActs } from './ingestion-acts.tsx';
import styles from './knowledge.module.css';
import { UploadRow } from './upload-row.tsx';
import { useUploads } from './use-uploads.ts';

/** While documents are read in, the list is looked at this often. */
const LOOK_EVERY_MS = 2_000;

export function Documents({ base }: { base: Base }) {
  const { t } = useTranslation();
  const can = useCan();
  const route = 'GET /api/v1/knowledge/bases/{id}/documents';
  const documents = useList(route, { params: { id: base.id } }, { refetchInterval: LOOK_EVERY_MS });
  const [replaces, setReplaces] = useState(false);
  const uploads = useUploads(base.id, replaces ? 'replace' : 'add');
  const mayEdit = can('edit', 'Knowledge', base);
  return (
    <Stack>
      {mayEdit && (
        <div>
          <DocumentDrop onFiles={uploads.add} />
          <Checkbox
            mt="xs"
            size="xs"
            checked={replaces}
            onChange={(event) => setReplaces(event.currentTarget.checked)}
            label={t('knowledge.replaceSameName')}
          />
        </div>
      )}
      {uploads.items.length > 0 && (
        <div className={styles.list}>
          {uploads.items.map((item) => (
            <UploadRow key={item.key} item={item} onDismiss={() => uploads.dismiss(item.key)} />
          ))}
        </div>
      )}
      <Loaded of={documents}>
        {(items) =>
          items.length === 0 ? (
            uploads.items.length === 0 && (
              <EmptyState
                icon={IconFiles}
                title={t('knowledge.noDocuments')}
                text={t('knowledge.noDocumentsText')}
              />
            )
          ) : (
            <>
              {mayEdit && <IngestionActs baseId={base.id} documents={items} />}
              <div className={styles.list}>
                {items.map((document) => (
                  <DocumentRow key={document.id} document={document} mayEdit={mayEdit} />
                ))}
              </div>
            </>
          )
        }
      </Loaded>
    </Stack>
  );
}
