import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../lib/queries.ts';
import { Loaded, LoadingRows } from '../../ui/states.tsx';
import styles from './code-page.module.css';
import { EndedLine } from './ended-line.tsx';
import { MadeFiles } from './made-files.tsx';
import { writtenBy } from './output-fold.ts';
import { Written } from './written.tsx';

/** A cell of the session that has run before: its code and what came of it. */
export function EarlierCell({ runId, number }: { runId: string; number: number }) {
  const { t } = useTranslation();
  const execution = useRead('GET /api/v1/executions/{id}', { params: { id: runId } });
  return (
    <Stack gap="xs" className={styles.cell ?? ''} data-testid={`cell-${number}`}>
      <Loaded of={execution} loading={<LoadingRows rows={2} />}>
        {(whole) => {
          const { pieces } = writtenBy(whole.result);
          return (
            <>
              <Group gap="xs" align="flex-start" wrap="nowrap">
                <Text size="xs" c="dimmed" ff="monospace" pt={2}>
                  {t('code.cell', { number })}
                </Text>
                <pre
                  className={styles.cellCode}
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: long code is scrolled with the keyboard
                  tabIndex={0}
                >
                  {whole.code.trimEnd()}
                </pre>
              </Group>
              {pieces.length > 0 && <Written pieces={pieces} />}
              {whole.result && <MadeFiles result={whole.result} />}
              {(whole.exitCode !== 0 || whole.state !== 'done') && <EndedLine of={whole} hasOutput />}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}
