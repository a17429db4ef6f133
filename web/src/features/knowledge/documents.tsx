import { Checkbox, Stack } from '@mantine/core';
import { IconFiles, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../lib/api-types.ts';
import { useCan } from '../../lib/queries.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { DocumentDrop } from './document-drop.tsx';
import { DocumentList } from './document-list.tsx';
import { DocumentToolbar } from './document-toolbar.tsx';
import { IngestionActs } from './ingestion-acts.tsx';
import { UploadList } from './upload-list.tsx';
import { type DocumentFilter, useDocumentCounts } from './use-document-pages.ts';
import { useUploads } from './use-uploads.ts';

const EVERYTHING: DocumentFilter = { name: '', state: null, order: 'newest' };

export function Documents({ base }: { base: Base }) {
  const { t } = useTranslation();
  const can = useCan();
  const [replaces, setReplaces] = useState(false);
  const uploads = useUploads(base.id);
  const mayEdit = can('edit', 'Knowledge', base);
  return (
    <Stack>
      {mayEdit && (
        <div>
          <DocumentDrop onFiles={(files) => uploads.queue.add(files, replaces ? 'replace' : 'add')} />
          <Checkbox
            mt="xs"
            size="xs"
            checked={replaces}
            onChange={(event) => setReplaces(event.currentTarget.checked)}
            label={t('knowledge.replaceSameName')}
          />
        </div>
      )}
      <UploadList {...uploads} />
      <Listed base={base} mayEdit={mayEdit} isUploading={uploads.items.length > 0} />
    </Stack>
  );
}

interface ListedProps {
  base: Base;
  mayEdit: boolean;
  isUploading: boolean;
}

function Listed({ base, mayEdit, isUploading }: ListedProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(EVERYTHING);
  const counts = useDocumentCounts(base.id, filter.name);
  return (
    <Loaded of={counts}>
      {(known) => {
        if (known.all === 0 && filter.name === '')
          return (
            !isUploading && (
              <EmptyState
                icon={IconFiles}
                title={t('knowledge.noDocuments')}
                text={t('knowledge.noDocumentsText')}
              />
            )
          );
        return (
          <>
            <DocumentToolbar filter={filter} counts={known} onChange={setFilter} />
            {mayEdit && <IngestionActs baseId={base.id} counts={known} />}
            {known[filter.state ?? 'all'] === 0 ? (
              <EmptyState icon={IconSearch} title={t('knowledge.noneMatches')} />
            ) : (
              <DocumentList
                key={JSON.stringify(filter)}
                {...{ baseId: base.id, filter, counts: known, mayEdit }}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}
