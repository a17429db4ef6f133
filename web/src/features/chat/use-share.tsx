import { List, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api-types.ts';
import { type ApiProblem, asProblem } from '../../lib/problem.ts';
import { useWrite } from '../../lib/queries.ts';
import { useTellProblem } from '../../ui/use-confirm.tsx';

const TOUCHED = ['GET /api/v1/conversations', 'GET /api/v1/conversations/{id}'] as const;
const CLOSED = 'quotes_closed_documents';
const MAX_NAMED = 10;

/** Shares a conversation or takes it back; asks first where its answers quote what not everybody may see. */
export function useShare({ id, visibility }: Conversation): () => void {
  const { t } = useTranslation();
  const tell = useTellProblem();
  const update = useWrite('PATCH /api/v1/conversations/{id}', TOUCHED);
  const isShared = visibility === 'workspace';

  const shareNevertheless = () =>
    update.mutate(
      { params: { id }, body: { visibility: 'workspace', sharesQuotes: true } },
      { onError: tell },
    );
  const ask = (names: readonly string[]) =>
    modals.openConfirmModal({
      title: t('chat.shareClosedTitle'),
      children: <Quoted names={names} />,
      labels: { confirm: t('chat.shareNevertheless'), cancel: t('common.cancel') },
      onConfirm: shareNevertheless,
    });
  return () =>
    update.mutate(
      { params: { id }, body: { visibility: isShared ? 'private' : 'workspace' } },
      {
        onError: (error) => {
          const problem = asProblem(error);
          if (problem.code === CLOSED) ask(namesIn(problem));
          else tell(error);
        },
      },
    );
}

function namesIn({ body }: ApiProblem): string[] {
  const documents = Array.isArray(body['documents']) ? (body['documents'] as { name?: unknown }[]) : [];
  return documents.map(({ name }) => String(name));
}

function Quoted({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  const more = names.length - MAX_NAMED;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('chat.shareClosedText', { count: names.length })}</Text>
      <List size="sm" spacing={2}>
        {names.slice(0, MAX_NAMED).map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: documents may bear one name
          <List.Item key={index} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </List.Item>
        ))}
        {more > 0 && <List.Item>{t('chat.moreDocuments', { count: more })}</List.Item>}
      </List>
      <Text size="sm" c="dimmed">
        {t('chat.shareClosedNote')}
      </Text>
    </Stack>
  );
}
