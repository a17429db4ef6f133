import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { AssistantMessageProps } from './assistant-message-props.ts';
import { BranchSwitcher } from './branch-switcher.tsx';
import styles from './message.module.css';
import type { ShownAnswer } from './shown-answer.ts';

/** Copy, answer again, other branches, and quietly what it cost. */
export function AnswerFooter(props: AssistantMessageProps & { answer: ShownAnswer }) {
  const { answer, message, siblingIds, mayEdit, onBranch, onRegenerate } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { tokens, costMicros } = answer.usage;
  return (
    <Group gap={2} className={styles.footer ?? ''}>
      {answer.text && <CopyButton text={answer.text} />}
      {mayEdit && (
        <Tooltip label={t('chat.regenerate')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('chat.regenerate')}
            onClick={() => onRegenerate(message.id)}
            data-testid="message-regenerate"
          >
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <BranchSwitcher id={message.id} siblings={siblingIds.split(' ')} onBranch={onBranch} />
      {tokens > 0 && (
        <Text size="xs" c="dimmed" ml={6} data-testid="message-usage">
          {t('chat.usage', { tokens: format.number(tokens), cost: format.cost(costMicros) })}
        </Text>
      )}
    </Group>
  );
}
