import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunEvent } from '../../../lib/api-types.ts';
import { type Fold, useRunFold } from '../../../lib/use-run-fold.ts';
import { Markdown } from '../../../ui/markdown.tsx';
import frame from '../frame.module.css';

/** What an agent says, as it says it. A step that starts anew takes back what it said before. */
export function foldText(): Fold<string> {
  const said = new Map<string, { attempt: number; text: string }>();
  return {
    add({ type, step, attempt, payload }: RunEvent) {
      const key = step ?? '';
      const known = said.get(key);
      if (type === 'text.delta' && typeof payload['text'] === 'string') {
        const isSame = known?.attempt === attempt;
        said.set(key, { attempt, text: (isSame ? known.text : '') + payload['text'] });
      }
      return [...said.values()].map(({ text }) => text).join('\n\n');
    },
  };
}

export function LiveText({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const { state } = useRunFold(runId, foldText);
  return (
    <div className={frame.stream} aria-live="off" data-testid="live-text">
      {state ? (
        <Markdown text={state} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('chat.thinking')}
        </Text>
      )}
    </div>
  );
}
