import { Alert, Button, Divider, Group, Loader, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Base, Provider, RouteOutput } from '../../lib/api-types.ts';
import { useList, useRead, useWrite } from '../../lib/queries.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ModelFields } from './model-fields.tsx';
import { RerankerForm } from './reranker-form.tsx';

const EMBEDDING = 'GET /api/v1/knowledge/bases/{id}/embedding';
type Embedding = RouteOutput<typeof EMBEDDING>;
/** While vectors are made, this often. */
const LOOK_EVERY_MS = 2_000;

/** Where the vectors of a base come from: its own words, or a model of a provider. */
export function BaseEmbedding({ base, onClose }: { base: Base; onClose: () => void }) {
  const { t } = useTranslation();
  const params = { id: base.id };
  const embedding = useRead(EMBEDDING, { params }, { refetchInterval: LOOK_EVERY_MS });
  const providers = useList('GET /api/v1/model-providers', {});
  return (
    <Modal opened onClose={onClose} title={t('embedding.title')}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('embedding.text')}
        </Text>
        <Loaded of={embedding}>
          {(found) => (
            <Loaded of={providers}>
              {(known) =>
                found.change ? (
                  <UnderWay change={found.change} />
                ) : (
                  <>
                    <EmbeddingForm baseId={base.id} embedding={found} providers={known} />
                    <Divider />
                    <RerankerForm baseId={base.id} reranker={found.reranker} providers={known} />
                  </>
                )
              }
            </Loaded>
          )}
        </Loaded>
      </Stack>
    </Modal>
  );
}

function UnderWay({ change }: { change: NonNullable<Embedding['change']> }) {
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

interface EmbeddingFormProps {
  baseId: string;
  embedding: Embedding;
  providers: readonly Provider[];
}

function EmbeddingForm({ baseId, embedding: { model, error }, providers }: EmbeddingFormProps) {
  const { t } = useTranslation();
  const say = useCodeText();
  const change = useWrite('PUT /api/v1/knowledge/bases/{id}/embedding', [EMBEDDING]);
  const [kind, setKind] = useState(model ? 'model' : 'learned');
  const [providerId, setProviderId] = useState(model?.providerId ?? providers[0]?.id ?? null);
  const [wireName, setWireName] = useState(model?.wireName ?? '');
  const chosen = kind === 'learned' || !providerId ? null : { providerId, wireName: wireName.trim() };
  const isWhole = kind === 'learned' || (chosen !== null && chosen.wireName !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ params: { id: baseId }, body: { model: chosen } });
      }}
    >
      <Stack>
        <FormProblem error={change.error} />
        {error && <Alert color="red">{t('embedding.failed', { why: say(error.code, error.message) })}</Alert>}
        <Radio.Group value={kind} onChange={setKind} label={t('embedding.source')}>
          <Stack gap="xs" mt="xs">
            <Radio value="learned" label={t('embedding.learned')} />
            <Radio value="model" label={t('embedding.byModel')} disabled={providers.length === 0} />
          </Stack>
        </Radio.Group>
        {providers.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('embedding.noProviders')}
          </Text>
        )}
        {kind === 'model' && (
          <ModelFields
            {...{ providers, providerId, setProviderId, wireName, setWireName }}
            hint={t('embedding.wireNameHint')}
            testId="embedding-wire-name"
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isWhole} loading={change.isPending} data-testid="embedding-save">
            {t('embedding.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
