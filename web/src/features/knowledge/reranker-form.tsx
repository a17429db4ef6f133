import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model, Provider, RouteOutput } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { type EndpointModel, ModelChoice, useEndpoint } from './model-choice.tsx';

const EMBEDDING = 'GET /api/v1/knowledge/bases/{id}/embedding';
type Reranker = NonNullable<RouteOutput<typeof EMBEDDING>['reranker']>;

interface RerankerFormProps {
  baseId: string;
  reranker: Reranker | null;
  providers: readonly Provider[];
  models: readonly Model[];
}

/** Which model orders what is found; a change holds at once. The built-in model is rules and orders nothing. */
export function RerankerForm({ baseId, reranker, providers, models }: RerankerFormProps) {
  const { t } = useTranslation();
  const change = useWrite('PUT /api/v1/knowledge/bases/{id}/reranker', [EMBEDDING]);
  const able = providers.filter(({ kind }) => kind === 'openai-compatible');
  const chats = models.filter(({ provider }) => provider.kind !== 'offline');
  const given = reranker === null || 'modelId' in reranker ? null : reranker;
  const chosen = reranker !== null && 'modelId' in reranker ? reranker.modelId : null;
  const endpoint = useEndpoint(given, able, { hint: t('embedding.rerankHint'), testId: 'reranker' });
  const [modelId, setModelId] = useState(chosen ?? chats[0]?.id ?? null);
  // One that is gone stays to be seen.
  const isGone = chosen !== null && !chats.some(({ id }) => id === chosen);
  const chatField = (
    <Select
      allowDeselect={false}
      label={t('embedding.wireName')}
      value={modelId}
      onChange={setModelId}
      data={[
        ...chats.map(({ id, name }) => ({ value: id, label: name })),
        ...(isGone ? [{ value: chosen, label: t('embedding.goneModel'), disabled: true }] : []),
      ]}
      data-testid="reranker-model"
    />
  );
  return (
    <ModelChoice<EndpointModel | { modelId: string }>
      label={t('embedding.order')}
      initial={reranker === null ? 'none' : given ? 'endpoint' : 'model'}
      change={change}
      onSave={(model) => change.mutate({ params: { id: baseId }, body: { model } })}
      testId="reranker"
      ways={[
        { value: 'none', label: t('embedding.notReranked'), model: null },
        {
          ...{ value: 'endpoint', label: t('embedding.reranked'), hint: t('embedding.rerankedText') },
          ...(able.length === 0 && !given ? { missing: t('embedding.noEndpoints') } : {}),
          ...endpoint,
        },
        {
          ...{ value: 'model', label: t('embedding.byChat'), hint: t('embedding.byChatText') },
          ...(chats.length === 0 && chosen === null ? { missing: t('embedding.noModels') } : {}),
          model: modelId ? { modelId } : undefined,
          fields: chatField,
        },
      ]}
    />
  );
}
