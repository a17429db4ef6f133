import { ActionIcon, Button, SegmentedControl, Switch, Text, Title, Tooltip } from '@mantine/core';
import { IconHistory, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SandboxState } from '../../lib/api-types.ts';
import { CODE_LANGUAGES, type Language } from './code-draft.ts';
import styles from './code-page.module.css';
import { SandboxNote } from './sandbox-note.tsx';
import type { CodeSession } from './use-code-session.ts';
import type { RunningExecution } from './use-execution.ts';

interface CodeBarProps {
  running: RunningExecution;
  sandbox: SandboxState | undefined;
  language: Language;
  mayRun: boolean;
  session: CodeSession;
  onStartOver: () => void;
  onLanguage: (language: Language) => void;
  onHistory: () => void;
  onRun: () => void;
}

export function CodeBar(props: CodeBarProps) {
  const { running, sandbox, language, mayRun, session, onLanguage, onHistory, onRun } = props;
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
      <Tooltip label={t('code.sessionText')} multiline w={260}>
        <Switch
          size="sm"
          label={t('code.session')}
          checked={session.isOn}
          onChange={(event) => session.toggle(event.currentTarget.checked)}
          data-testid="code-session"
        />
      </Tooltip>
      {session.isOn && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconRefresh size={15} />}
          disabled={!session.isOpen || running.isBusy}
          onClick={props.onStartOver}
          data-testid="code-start-over"
        >
          {t('code.startOver')}
        </Button>
      )}
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
