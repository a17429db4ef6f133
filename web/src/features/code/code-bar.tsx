import { ActionIcon, Button, SegmentedControl, Text, Title, Tooltip } from '@mantine/core';
import { IconHistory, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SandboxState } from '../../lib/api-types.ts';
import { CODE_LANGUAGES, type Language } from './code-draft.ts';
import styles from './code-page.module.css';
import { SandboxNote } from './sandbox-note.tsx';
import type { RunningExecution } from './use-execution.ts';

interface CodeBarProps {
  running: RunningExecution;
  sandbox: SandboxState | undefined;
  language: Language;
  mayRun: boolean;
  onLanguage: (language: Language) => void;
  onHistory: () => void;
  onRun: () => void;
}

export function CodeBar({ running, sandbox, language, mayRun, onLanguage, onHistory, onRun }: CodeBarProps) {
  const { t } = useTranslation();
  return (
    <header className={styles.bar}>
      <Title order={1} size="h4" className={styles.title ?? ''}>
        {t('shell.code')}
      </Title>
      {sandbox && sandbox.level !== 'unavailable' && <SandboxNote state={sandbox} />}
      <SegmentedControl
        size="xs"
        aria-label={t('code.language')}
        value={language}
        onChange={(value) => onLanguage(value as Language)}
        data={CODE_LANGUAGES.map((value) => ({ value, label: t(`codeLanguage.${value}`) }))}
      />
      <Tooltip label={t('code.history')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t('code.history')}
          onClick={onHistory}
          data-testid="code-history"
        >
          <IconHistory size={19} />
        </ActionIcon>
      </Tooltip>
      {running.isBusy ? <StopButton running={running} /> : <RunButton mayRun={mayRun} onRun={onRun} />}
    </header>
  );
}

function StopButton({ running }: Pick<CodeBarProps, 'running'>) {
  const { t } = useTranslation();
  return (
    <Button
      color="red"
      variant="light"
      leftSection={<IconPlayerStop size={16} />}
      loading={running.isStopping}
      disabled={running.runId === null}
      onClick={running.stop}
      data-testid="code-stop"
    >
      {t('code.stop')}
    </Button>
  );
}

function RunButton({ mayRun, onRun }: Pick<CodeBarProps, 'mayRun' | 'onRun'>) {
  const { t } = useTranslation();
  return (
    <Button
      leftSection={<IconPlayerPlay size={16} />}
      disabled={!mayRun}
      onClick={onRun}
      data-testid="code-run"
      rightSection={
        <Text size="xs" opacity={0.8} visibleFrom="md">
          {t('code.runKey')}
        </Text>
      }
    >
      {t('code.run')}
    </Button>
  );
}
