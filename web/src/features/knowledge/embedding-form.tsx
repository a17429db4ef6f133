import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Provider, RouteOutput } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { type EndpointModel, ModelChoice, useEndpoint } from './model-choice.tsx';

const EMBEDDING = 'GET /api/v1/knowledge/bases/{id}/embedding';
type Embedding = RouteOutput<typeof EMBEDDING>;

interface EmbeddingFormProps {
  baseId: string;
  embedding: Embedding;
  providers: readonly Provider[];
}

/** What makes the vectors of a base; a change takes its time, and the old ones answer until then. */
export function EmbeddingForm({ baseId, embedding: { model, error }, providers }: EmbeddingFormProps) {
  const { t } = useTranslation();
  const say = useCodeText();
  const change = useWrite('PUT /api/v1/knowledge/bases/{id}/embedding', [EMBEDDING]);
  const able = providers.filter(({ kind }) => kind !== 'anthropic');
  const endpoint = useEndpoint(model, able, { hint: t('embedding.wireNameHint'), testId: 'embedding' });
  return (
    <Stack>
      {error && <Alert color="red">{t('embedding.failed', { why: say(error.code, error.message) })}</Alert>}
      <ModelChoice<EndpointModel>
        label={t('embedding.source')}
        initial={model ? 'model' : 'learned'}
        change={change}
        onSave={(chosen) => change.mutate({ params: { id: baseId }, body: { model: chosen } })}
        testId="embedding"
        ways={[
          {
            value: 'learned',
            label: t('embedding.learned'),
            hint: t('embedding.learnedText'),
            model: null,
          },
          {
            ...{ value: 'model', label: t('embedding.byModel'), hint: t('embedding.byModelText') },
            ...(able.length === 0 && !model ? { missing: t('embedding.noProviders') } : {}),
            ...endpoint,
          },
        ]}
      />
    </Stack>
  );
}

export function EmbeddingUnderWay({ change }: { change: NonNullable<Embedding['change']> }) {
  const { t } = useTranslation();
  const stop = useWrite('PUT /api/v1/runs/{id}/cancellation', [EMBEDDING]);
  const { runId } = change;
  return (
    <Group justify="space-between" data-testid="embedding-under-way">
      <Group gap="xs">
        <Loader size={16} />
        <Text size="sm">{t('embedding.underWay')}</Text>
      </Group>
      {runId && (
        <Button
          variant="default"
          loading={stop.isPending}
          onClick={() => stop.mutate({ params: { id: runId } })}
        >
          {t('embedding.stop')}
        </Button>
      )}
    </Group>
  );
}
