import { Alert, Anchor, Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { useRunFold } from '../../lib/use-run-fold.ts';
import { Figure, isFigure } from '../../ui/figure.tsx';
import { FileChip } from '../../ui/file-chip.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { draftInput, readInput } from '../../ui/input/input-draft.ts';
import { InputForm } from '../../ui/input/input-form.tsx';
import { LoadingRows } from '../../ui/states.tsx';
import { foldTry, type Tried } from './try-fold.ts';

/** Calls the tool really, as a run with its log. */
export function TryTool({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftInput(tool.parameters));
  const [isTried, setTried] = useState(false);
  const [runId, setRunId] = useState<string | null>(null);
  const start = useWrite('POST /api/v1/tools/{name}/runs', [
    'GET /api/v1/tools/{name}/statistics',
    'GET /api/v1/runs',
  ]);
  const isUsable = tool.state === 'ready' && tool.settings.enabled !== false;
  const submit = async () => {
    setTried(true);
    const read = readInput(draft);
    if (!read.ok) return;
    const started = await start.mutateAsync({ params: { name: tool.name }, body: { arguments: read.input } });
    setRunId(started.runId);
  };
  return (
    <Stack>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit().catch(() => undefined);
        }}
      >
        <Stack>
          {!isUsable && <Text c="dimmed">{t('tools.notUsable')}</Text>}
          {tool.effect !== 'read' && (
            <Alert color="orange" variant="light">
              {t('tools.reallyDone')}
            </Alert>
          )}
          <InputForm draft={draft} onChange={setDraft} isTried={isTried} error={start.error} />
          <FormProblem error={start.error} />
          <Group>
            <Button
              type="submit"
              leftSection={<IconPlayerPlay size={16} />}
              disabled={!isUsable}
              loading={start.isPending}
              data-testid="try-run"
            >
              {t('tools.run')}
            </Button>
          </Group>
        </Stack>
      </form>
      {runId && <Outcome key={runId} runId={runId} />}
    </Stack>
  );
}

function Outcome({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const { state, hasEnded, problem } = useRunFold(runId, foldTry);
  const log = (
    <Anchor component={Link} to={`/runs/${runId}`} size="sm">
      {t('tools.log')}
    </Anchor>
  );
  if (state?.result) return <Result result={state.result} log={log} />;
  if (state?.error || problem || hasEnded) {
    const { code, message } = state?.error ?? problem ?? { code: 'run_ended', message: t('tools.noResult') };
    return (
      <Alert color="red" variant="light" role="alert">
        {say(code, message)} {log}
      </Alert>
    );
  }
  return <LoadingRows rows={1} height={80} />;
}

function Result({ result, log }: { result: Tried; log: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = result.files.filter(isFigure);
  const files = result.files.filter((file) => !isFigure(file));
  return (
    <Stack gap="sm" role="status" data-testid="try-result" data-ok={result.ok}>
      <Group gap={8}>
        <Badge variant="light" tt="none" color={result.ok ? 'spruce' : 'red'}>
          {t(result.ok ? 'tools.worked' : 'tool.failed')}
        </Badge>
        <Text size="xs" c="dimmed">
          {format.duration(result.durationMs)}
        </Text>
        {log}
      </Group>
      <Code
        block
        tabIndex={0}
        mah={420}
        style={{ overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {result.output}
      </Code>
      {figures.map((file) => (
        <Figure key={file.id} file={file} />
      ))}
      <Group gap="xs">
        {files.map((file) => (
          <FileChip key={file.id} file={file} />
        ))}
      </Group>
    </Stack>
  );
}
