import { Text, Title, UnstyledButton } from '@mantine/core';
import { IconBook2, IconChartLine, IconCode, IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { useCan, useMe } from '../../lib/queries.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { EmptyState } from '../../ui/states.tsx';
import { useTellProblem } from '../../ui/use-confirm.tsx';
import styles from './chat-page.module.css';
import { Composer, type Draft } from './composer.tsx';
import { rememberOptions } from './remembered-options.ts';
import { pinned, type TurnOptions } from './turn-options.ts';

const STARTERS = [
  { key: 'plot', icon: IconChartLine },
  { key: 'code', icon: IconCode },
  { key: 'knowledge', icon: IconBook2 },
  { key: 'write', icon: IconPencil },
] as const;

/** Starts a conversation with its first message, then opens it. */
function useStart(options: TurnOptions) {
  const api = useApi();
  const router = useRouter();
  const queries = useQueryClient();
  const tell = useTellProblem();
  return async (draft: Draft) => {
    try {
      const { id } = await api.call('POST /api/v1/conversations', { body: {} });
      await api
        .call('POST /api/v1/conversations/{id}/messages', {
          params: { id },
          body: { ...draft, ...pinned(options) },
        })
        .catch(async (error) => {
          // An empty conversation is of no use to anybody.
          await api.call('DELETE /api/v1/conversations/{id}', { params: { id } }).catch(() => undefined);
          throw error;
        });
      rememberOptions(id, options);
      void queries.invalidateQueries({ queryKey: ['GET /api/v1/conversations'] });
      await router.navigate({ to: '/chat/$conversationId', params: { conversationId: id } });
    } catch (error) {
      tell(error);
      throw error;
    }
  };
}

/** `agent` is pinned and `text` stands in the field; both can be changed before it is sent. */
export function NewChatPage({ agent, text = '' }: { agent?: string | undefined; text?: string }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const can = useCan();
  const [options, setOptions] = useState<TurnOptions>({ agent });
  const [prompt, setPrompt] = useState({ text, times: 0 });
  const start = useStart(options);
  usePageTitle(t('shell.newChat'));
  if (!can('create', 'Conversation')) {
    return <EmptyState icon={IconBook2} title={t('chat.viewerTitle')} text={t('chat.viewerText')} />;
  }
  const choose = (starter: string) => setPrompt(({ times }) => ({ text: starter, times: times + 1 }));
  return (
    <div className={styles.start}>
      <Title order={1} fz={{ base: 24, sm: 28 }} fw={620} lts="-0.02em" ta="center" mb={6}>
        {t('chat.greeting', { name: user.name })}
      </Title>
      <Text c="dimmed" ta="center" mb="xl">
        {t('chat.greetingText')}
      </Text>
      <Composer
        key={prompt.times}
        initialText={prompt.text}
        options={options}
        onOptions={setOptions}
        onSend={start}
      />
      <div className={styles.prompts}>
        {STARTERS.map(({ key, icon: Icon }) => (
          <UnstyledButton
            key={key}
            className={styles.prompt}
            onClick={() => choose(t(`starter.${key}.prompt`))}
            data-testid="starter-prompt"
          >
            <Icon size={20} stroke={1.6} />
            <span>
              <Text size="sm" fw={550}>
                {t(`starter.${key}.title`)}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`starter.${key}.text`)}
              </Text>
            </span>
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
