import { Alert, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop, IconShieldLock } from '@tabler/icons-react';
import { lazy, memo, Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { foldAnswer } from '../../../../server/src/chat/fold.ts';
import type { Citation } from '../../lib/api-types.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { useRunFold } from '../../lib/use-run-fold.ts';
import { AnswerFooter } from './answer-footer.tsx';
import { AnswerParts } from './answer-parts.tsx';
import type { AssistantMessageProps } from './assistant-message-props.ts';
import { CitationContext } from './citation-context.ts';
import { claimsOf } from './evidence/annotate.ts';
import { isDraft } from './evidence/draft.ts';
import styles from './message.module.css';
import { isWait, isWaiting } from './notice/wait-part.ts';
import { RouteChip } from './route-chip.tsx';
import { type ShownAnswer, shownAnswer } from './shown-answer.ts';
import { Sources } from './sources.tsx';

const PausedWait = lazy(() =>
  import('./notice/paused-wait.tsx').then((file) => ({ default: file.PausedWait })),
);

/** One answer. While it streams it follows its run's log, and only this component renders anew. */
export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message, onEnded, onCitation } = props;
  const isStored = message.state !== 'streaming';
  const {
    state: live,
    hasEnded,
    isConnected,
    problem,
  } = useRunFold(isStored ? null : message.runId, foldAnswer);
  const answer = useMemo(() => shownAnswer(message, live), [message, live]);
  const mustReload = !isStored && (hasEnded || problem !== null);
  useEffect(() => {
    if (mustReload) onEnded();
  }, [mustReload, onEnded]);
  const { citations, parts, withheld } = answer;
  const cited = useMemo(
    () => ({
      list: citations,
      withheld,
      claims: claimsOf(parts),
      open: (citation: Citation) => onCitation(citation, citations),
    }),
    [citations, parts, withheld, onCitation],
  );
  return (
    <CitationContext value={cited}>
      <article
        className={styles.answer}
        data-testid="message-assistant"
        data-state={answer.state}
        data-draft={isDraft(answer) || undefined}
        data-message={message.id}
      >
        <RouteChip answer={answer} runId={message.runId} />
        {answer.flags.length > 0 && <Flags flags={answer.flags} />}
        <AnswerParts answer={answer} />
        {answer.paused !== null && message.runId && (
          <Suspense>
            <PausedWait reason={answer.paused} runId={message.runId} mayResume={props.mayEdit} />
          </Suspense>
        )}
        <Progress answer={answer} isConnected={isConnected} />
        <Sources citations={citations} withheld={withheld.length} />
        {answer.state !== 'streaming' && <AnswerFooter {...props} answer={answer} />}
      </article>
    </CitationContext>
  );
});

function Flags({ flags }: { flags: readonly string[] }) {
  const { t, i18n } = useTranslation();
  return (
    <Alert
      variant="light"
      color="yellow"
      icon={<IconShieldLock size={18} />}
      my="xs"
      py="xs"
      data-testid="message-flags"
    >
      {flags.map((flag) => (
        <Text key={flag} size="sm">
          {i18n.exists(`flag.${flag}`) ? t(`flag.${flag}`) : flag}
        </Text>
      ))}
    </Alert>
  );
}

function Progress({ answer, isConnected }: { answer: ShownAnswer; isConnected: boolean }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const { state, error, parts, open } = answer;
  if (state === 'streaming') {
    const isQuiet = open.length === 0 && parts.at(-1)?.type !== 'text';
    const isHeld = answer.paused !== null || parts.some((part) => isWait(part) && isWaiting(part));
    const isChecking = !isQuiet && isDraft(answer);
    if (isConnected && (isHeld || !(isQuiet || isChecking))) return null;
    return (
      <Group gap={8} py={4} role="status" wrap="nowrap">
        <Loader size={14} type="dots" />
        <Text size="sm" c="dimmed">
          {isConnected ? t(isChecking ? 'evidence.checking' : 'chat.thinking') : t('chat.reconnecting')}
        </Text>
      </Group>
    );
  }
  if (state === 'stopped') {
    return (
      <Group gap={6} py={4} c="dimmed">
        <IconPlayerStop size={15} />
        <Text size="sm">
          {t('chat.stopped')} {isDraft(answer) && t('evidence.neverChecked')}
        </Text>
      </Group>
    );
  }
  if (state !== 'failed') return null;
  return (
    <Alert
      variant="light"
      color="red"
      icon={<IconAlertTriangle size={18} />}
      my="xs"
      title={t('chat.failed')}
    >
      {error ? say(error.code, error.message) : t('problem.internal_error')}{' '}
      {isDraft(answer) && t('evidence.neverChecked')}
    </Alert>
  );
}
