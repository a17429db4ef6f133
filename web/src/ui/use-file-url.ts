import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../lib/client.tsx';

/** The bytes of a file, fetched with the caller's token and kept as an object URL while shown. */
export function useFileUrl(fileId: string): { url: string | null; error: unknown } {
  const api = useApi();
  const { data, error } = useQuery({
    queryKey: ['file-content', fileId],
    queryFn: async ({ signal }) => (await api.fetch(`/api/v1/files/${fileId}/content`, { signal })).blob(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  return { url, error };
}

/** Saves a file of the server under its name. */
export function useDownload(): (file: { id: string; name: string }) => Promise<void> {
  const api = useApi();
  return async ({ id, name }) => {
    const blob = await (await api.fetch(`/api/v1/files/${id}/content`)).blob();
    const url = URL.createObjectURL(blob);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
}
