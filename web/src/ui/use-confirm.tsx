import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../lib/use-problem-text.ts';

interface Question {
  title: string;
  text: string;
  confirm: string;
  act: () => Promise<unknown>;
}

/** Asks before something that cannot be taken back. */
export function useConfirm(): (question: Question) => void {
  const { t } = useTranslation();
  const tell = useTellProblem();
  return ({ title, text, confirm, act }) =>
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel: t('common.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => void act().catch(tell),
    });
}

/** Shows a failure as a notice, where there is no place on the page for it. */
export function useTellProblem(): (error: unknown) => void {
  const { t } = useTranslation();
  const say = useProblemText();
  return (error) => {
    notifications.show({ color: 'red', title: t('common.failed'), message: say(error) });
  };
}
