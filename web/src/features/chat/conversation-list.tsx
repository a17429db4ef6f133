import { Loader, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type UIEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { groupByDay } from './conversation-groups.ts';
import styles from './conversation-list.module.css';
import { ConversationRow } from './conversation-row.tsx';

const REFRESH_MS = 15_000;
const NEAR_END_PX = 200;

export function ConversationList() {
  const { t } = useTranslation();
  const api = useApi();
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(search.trim(), 250);
  const list = useInfiniteQuery({
    queryKey: ['GET /api/v1/conversations', { query }],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/v1/conversations', {
        query: { query, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
  const conversations = list.data?.pages.flatMap((page) => page.items) ?? [];
  const loadMore = ({ currentTarget: box }: UIEvent<HTMLDivElement>) => {
    const isNearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (isNearEnd && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <div className={styles.frame}>
      <TextInput
        size="xs"
        mx={12}
        mt={10}
        leftSection={<IconSearch size={14} />}
        placeholder={t('chat.search')}
        aria-label={t('chat.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-testid="conversation-search"
      />
      <div className={styles.scroll} onScroll={loadMore}>
        <Stack component="nav" gap={0} px={12} pb="md" aria-label={t('chat.conversations')}>
          {list.isPending && <LoadingRows rows={4} height={26} />}
          {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {list.data && conversations.length === 0 && (
            <Text size="sm" c="dimmed" ta="center" py="lg">
              {query ? t('chat.noneFound') : t('chat.none')}
            </Text>
          )}
          {groupByDay(conversations, Date.now()).map(([group, items]) => (
            <div key={group}>
              <Text className={styles.day}>{t(`day.${group}`)}</Text>
              {items.map((conversation) => (
                <ConversationRow key={conversation.id} conversation={conversation} />
              ))}
            </div>
          ))}
          {list.isFetchingNextPage && <Loader size="xs" mx="auto" mt="sm" />}
        </Stack>
      </div>
    </div>
  );
}
