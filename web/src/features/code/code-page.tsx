import { Skeleton } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { useCan } from '../../lib/queries.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useTellProblem } from '../../ui/use-confirm.tsx';
import { CodeBar } from './code-bar.tsx';
import { type CodeDraft, keepDraft, type Language, readDraft } from './code-draft.ts';
import styles from './code-page.module.css';
import { EarlierCell } from './earlier-cell.tsx';
import { HistoryDrawer } from './history-drawer.tsx';
import type { InputFile } from './input-files.ts';
import { InputList } from './input-list.tsx';
import { OutputPane } from './output-pane.tsx';
import { NoSandbox, useSandbox } from './sandbox-note.tsx';
import { useCodeSession } from './use-code-session.ts';
import { useExecution, type WantedExecution } from './use-execution.ts';

const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));

/** Cells of a session that are shown; earlier ones are in the history. */
const MAX_CELLS = 50;

/** Code that is written, run and looked at on one page. */
export function CodePage() {
  const { t } = useTranslation();
  const can = useCan();
  usePageTitle(t('shell.code'));
  if (!can('run', 'Execution')) {
    return <EmptyState icon={IconCode} title={t('code.notAllowed')} text={t('code.notAllowedText')} />;
  }
  return <Workbench />;
}

function Workbench() {
  const { t } = useTranslation();
  const { data: sandbox, error, refetch } = useSandbox();
  const running = useExecution();
  const [draft, setDraft] = useState(() => readDraft(localStorage));
  const [files, setFiles] = useState<InputFile[]>([]);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const session = useCodeSession();
  const [cells, setCells] = useState<readonly string[]>([]);
  const bring = useBring(running.open, setDraft);
  useEffect(() => keepDraft(localStorage, draft), [draft]);
  const { language } = draft;
  const code = draft.code[language];
  const isOff = sandbox?.level === 'unavailable';
  const mayRun = !running.isBusy && !isOff && code.trim() !== '';
  const begin = (more: Partial<WantedExecution> = {}) => {
    if (session.isOn && running.runId) setCells((earlier) => withCell(earlier, running.runId));
    const wanted = {
      language,
      code,
      files,
      session: session.isOn ? () => session.idFor(language) : undefined,
    };
    running.start.mutate({ ...wanted, ...more }, { onError: session.heed });
  };
  const run = () => mayRun && begin();
  const startOver = () => {
    session.restart();
    setCells([]);
    running.open(null);
  };
  return (
    <div className={styles.page}>
      <CodeBar
        running={running}
        sandbox={sandbox}
        language={language}
        mayRun={mayRun}
        session={session}
        onStartOver={startOver}
        onLanguage={(chosen) => setDraft({ ...draft, language: chosen })}
        onHistory={() => setHistoryOpen(true)}
        onRun={run}
      />
      <div className={styles.body}>
        <section className={styles.editor} aria-label={t('code.editor')}>
          <div className={styles.text}>
            <Suspense fallback={<Skeleton height="100%" radius={0} />}>
              <CodeEditor
                language={language}
                value={code}
                label={t('code.editor')}
                onChange={(text) => setDraft((now) => withCode(now, language, text))}
                onRun={run}
              />
            </Suspense>
          </div>
          <div className={styles.inputs}>
            <InputList files={files} onChange={setFiles} />
          </div>
        </section>
        <section className={styles.result} aria-label={t('code.result')}>
          {isOff && sandbox && <NoSandbox state={sandbox} />}
          {error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <>
              {cells.map((runId, index) => (
                <EarlierCell key={runId} runId={runId} number={index + 1} />
              ))}
              <OutputPane of={running} onAccept={() => begin({ acceptFindings: true })} />
            </>
          )}
        </section>
      </div>
      {isHistoryOpen && (
        <HistoryDrawer
          onClose={() => setHistoryOpen(false)}
          onPick={(runId) => {
            bring(runId);
            setHistoryOpen(false);
          }}
        />
      )}
    </div>
  );
}

function withCell(cells: readonly string[], runId: string | null): readonly string[] {
  return runId === null || cells.includes(runId) ? cells : [...cells, runId].slice(-MAX_CELLS);
}

function withCode(draft: CodeDraft, language: Language, text: string): CodeDraft {
  return { language, code: { ...draft.code, [language]: text } };
}

/** Brings an earlier execution back: its code into the editor, its output beside it. */
function useBring(
  open: (runId: string) => void,
  setDraft: (change: (draft: CodeDraft) => CodeDraft) => void,
) {
  const api = useApi();
  const tell = useTellProblem();
  const { mutate } = useMutation({
    mutationFn: (id: string) => api.call('GET /api/v1/executions/{id}', { params: { id } }),
    onSuccess: ({ runId, language, code }) => {
      setDraft((now) => withCode(now, language, code));
      open(runId);
    },
    onError: tell,
  });
  return mutate;
}
