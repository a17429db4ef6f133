import { useRef, useState } from 'react';
import type { StoredFile } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { upload } from '../../lib/upload.ts';

/** The server's limit (MAX_ATTACHMENTS of the chat contract). */
export const MAX_ATTACHMENTS = 20;

export interface Attachment {
  key: number;
  name: string;
  size: number;
  share: number;
  file: StoredFile | null;
  error: unknown;
}

/** Files of the next message: they are uploaded at once, so that sending is quick. */
export function useAttachments(initial: readonly StoredFile[] = []) {
  const api = useApi();
  const nextKey = useRef(initial.length);
  const stops = useRef(new Map<number, AbortController>());
  const [isOver, setOver] = useState(false);
  const [items, setItems] = useState<Attachment[]>(() =>
    initial.map((file, key) => ({ key, name: file.name, size: file.size, share: 1, file, error: null })),
  );

  const change = (key: number, part: Partial<Attachment>) =>
    setItems((before) => before.map((item) => (item.key === key ? { ...item, ...part } : item)));

  const send = async (key: number, file: File) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    const onProgress = (share: number) => change(key, { share });
    try {
      const stored = await upload<StoredFile>(api, '/api/v1/files', file, {
        onProgress,
        signal: stop.signal,
      });
      change(key, { file: stored, share: 1 });
    } catch (error) {
      if (!stop.signal.aborted) change(key, { error });
    }
  };

  const add = (files: readonly File[]) => {
    const room = files.slice(0, MAX_ATTACHMENTS - items.length);
    setOver(room.length < files.length);
    const added = room.map((file) => ({ file, key: nextKey.current++ }));
    const fresh = added.map(({ file: { name, size }, key }) => ({
      key,
      name,
      size,
      share: 0,
      file: null,
      error: null,
    }));
    setItems((before) => [...before, ...fresh]);
    for (const { key, file } of added) void send(key, file);
  };

  const remove = (key: number) => {
    stops.current.get(key)?.abort();
    setItems((before) => before.filter((item) => item.key !== key));
    setOver(false);
  };
  const clear = () => {
    setItems([]);
    setOver(false);
  };

  const ids = items.flatMap(({ file }) => (file ? [file.id] : []));
  const isUploading = items.some(({ file, error }) => !file && !error);
  return { items, add, remove, clear, ids, isUploading, isOver };
}
