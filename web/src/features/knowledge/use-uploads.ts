import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useApi } from '../../lib/client.tsx';
import { PART_BYTES, uploadInParts } from '../../lib/resumable-upload.ts';
import { upload } from '../../lib/upload.ts';

/** So many files travel at once; the others wait. */
const MAX_PARALLEL = 3;

export interface UploadItem {
  key: number;
  name: string;
  size: number;
  share: number;
  error: unknown;
}

interface Waiting {
  key: number;
  file: File;
  /** As it was said when the file was chosen. */
  sameName: 'add' | 'replace';
}

/**
 * Sends documents to a base, large ones in parts that are resumed; `sameName` says what a name that is there already
 * means. An item leaves when the server has it: the list then shows the document.
 */
export function useUploads(baseId: string, sameName: 'add' | 'replace') {
  const api = useApi();
  const queries = useQueryClient();
  const waiting = useRef<Waiting[]>([]);
  const running = useRef(0);
  const nextKey = useRef(0);
  const [items, setItems] = useState<UploadItem[]>([]);

  const change = (key: number, part: Partial<UploadItem>) =>
    setItems((before) => before.map((item) => (item.key === key ? { ...item, ...part } : item)));
  const dismiss = (key: number) => setItems((before) => before.filter((item) => item.key !== key));

  const send = async ({ key, file, sameName }: Waiting) => {
    const base = `/api/v1/knowledge/bases/${encodeURIComponent(baseId)}`;
    const onProgress = (share: number) => change(key, { share });
    try {
      if (file.size > PART_BYTES) await uploadInParts(api, `${base}/uploads`, file, { onProgress, sameName });
      else await upload(api, `${base}/documents?sameName=${sameName}`, file, { onProgress });
      await queries.invalidateQueries({ queryKey: ['GET /api/v1/knowledge/bases/{id}/documents'] });
      dismiss(key);
    } catch (error) {
      change(key, { error });
    }
  };

  const pump = () => {
    while (running.current < MAX_PARALLEL) {
      const next = waiting.current.shift();
      if (!next) return;
      running.current += 1;
      void send(next).finally(() => {
        running.current -= 1;
        pump();
      });
    }
  };

  const add = (files: readonly File[]) => {
    const added = files.map((file) => ({ key: nextKey.current++, file, sameName }));
    waiting.current.push(...added);
    const fresh = added.map(({ key, file: { name, size } }) => ({ key, name, size, share: 0, error: null }));
    setItems((before) => [...before, ...fresh]);
    pump();
  };

  return { items, add, dismiss };
}
