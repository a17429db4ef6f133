import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { useApi } from '../../lib/client.tsx';
import { PART_BYTES, uploadInParts } from '../../lib/resumable-upload.ts';
import { upload } from '../../lib/upload.ts';
import { createUploadQueue, type UploadQueue } from './upload-queue.ts';

export type SameName = 'add' | 'replace';

/** The list is read again at most so often while documents arrive. */
const SHOW_EVERY_MS = 1_500;

/**
 * Sends documents to a base, large ones in parts that are resumed; `SameName` says what a name that is there already
 * means. A file leaves when the server has it: the list then shows the document.
 */
export function useUploads(baseId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const [queue] = useState((): UploadQueue<SameName> => {
    const base = `/api/v1/knowledge/bases/${encodeURIComponent(baseId)}`;
    let showing: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      showing = undefined;
      for (const key of ['documents', 'document-counts'])
        void queries.invalidateQueries({ queryKey: [`GET /api/v1/knowledge/bases/{id}/${key}`] });
    };
    return createUploadQueue({
      async send(file, sameName, onProgress) {
        if (file.size > PART_BYTES)
          await uploadInParts(api, `${base}/uploads`, file, { onProgress, sameName });
        else await upload(api, `${base}/documents?sameName=${sameName}`, file, { onProgress });
      },
      onSent() {
        if (showing === undefined)
          showing = setTimeout(show, queue.state().waiting === 0 ? 0 : SHOW_EVERY_MS);
      },
    });
  });
  return { queue, ...useSyncExternalStore(queue.subscribe, queue.state) };
}
