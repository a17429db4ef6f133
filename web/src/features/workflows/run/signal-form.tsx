import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';

/** Sends one of the signals that a node waits for. */
export function SignalForm({ runId, signals }: { runId: string; signals: readonly string[] }) {
  const { t } = useTranslation();
  const [payload, setPayload] = useState('');
  const send = useWrite('POST /api/v1/workflow-runs/{id}/signals', ['GET /api/v1/workflow-runs/{id}']);
  return (
    <Stack gap="sm">
      <Text size="sm">{t('workflows.signalText')}</Text>
      <Textarea
        autosize
        maxRows={8}
        value={payload}
        onChange={({ currentTarget }) => setPayload(currentTarget.value)}
        placeholder={t('workflows.signalPayload')}
        aria-label={t('workflows.signalPayload')}
      />
      <FormProblem error={send.error} />
      <Group gap="xs">
        {signals.map((signal) => (
          <Button
            key={signal}
            size="sm"
            leftSection={<IconBell size={15} />}
            loading={send.isPending && send.variables.body.signal === signal}
            disabled={send.isPending}
            onClick={() => send.mutate({ params: { id: runId }, body: { signal, payload: read(payload) } })}
            data-testid={`signal-${signal}`}
          >
            {signal}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

/** JSON where it is JSON, else the text itself. */
function read(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
