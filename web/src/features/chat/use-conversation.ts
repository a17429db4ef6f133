import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { allPages } from '../../lib/all-pages.ts';
import type { Message } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { useRead } from '../../lib/queries.ts';

/** How often a visible page looks whether somebody else has written. One small read. */
const LOOK_EVERY_MS = 3_000;
const PAGE_SIZE = 200;

const MESSAGES = 'GET /api/v1/conversations/{id}/messages';

/** A conversation and its messages; messages are read again when the conversation has changed. */
export function useConversation(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const conversation = useRead(
    'GET /api/v1/conversations/{id}',
    { params: { id } },
    { refetchInterval: LOOK_EVERY_MS },
  );
  const messages = useQuery({
    queryKey: [MESSAGES, id],
    queryFn: ({ signal }): Promise<Message[]> =>
      allPages((cursor) =>
        api.call(MESSAGES, {
          params: { id },
          query: { limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) },
          signal,
        }),
      ),
  });
  const reload = useCallback(async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [MESSAGES, id] }),
      queries.invalidateQueries({ queryKey: ['GET /api/v1/conversations/{id}', { params: { id } }] }),
      queries.invalidateQueries({ queryKey: ['GET /api/v1/conversations'] }),
    ]);
  }, [queries, id]);
  const { updatedAt, headId } = conversation.data ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: these two say that there is something new
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: [MESSAGES, id] });
  }, [updatedAt, headId, queries, id]);
  return { conversation, messages, reload };
}
