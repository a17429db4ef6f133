import { Button, Group, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Provider, RouteOutput } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { ModelFields } from './model-fields.tsx';

const EMBEDDING = 'GET /api/v1/knowledge/bases/{id}/embedding';
type Embedding = RouteOutput<typeof EMBEDDING>;

interface RerankerFormProps {
  baseId: string;
  reranker: Embedding['reranker'];
  providers: readonly Provider[];
}

/** Which model orders what is found; a change holds at once. */
export function RerankerForm({ baseId, reranker, providers }: RerankerFormProps) {
  const { t } = useTranslation();
  const change = useWrite('PUT /api/v1/knowledge/bases/{id}/reranker', [EMBEDDING]);
  const [kind, setKind] = useState(reranker ? 'model' : 'none');
  const [providerId, setProviderId] = useState(reranker?.providerId ?? providers[0]?.id ?? null);
  const [wireName, setWireName] = useState(reranker?.wireName ?? '');
  const chosen = kind === 'none' || !providerId ? null : { providerId, wireName: wireName.trim() };
  const isWhole = kind === 'none' || (chosen !== null && chosen.wireName !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ params: { id: baseId }, body: { model: chosen } });
      }}
    >
      <Stack>
        <FormProblem error={change.error} />
        <Radio.Group value={kind} onChange={setKind} label={t('embedding.order')}>
          <Stack gap="xs" mt="xs">
            <Radio value="none" label={t('embedding.notReranked')} />
            <Radio value="model" label={t('embedding.reranked')} disabled={providers.length === 0} />
          </Stack>
        </Radio.Group>
        {kind === 'model' && (
          <ModelFields
            {...{ providers, providerId, setProviderId, wireName, setWireName }}
            hint={t('embedding.rerankHint')}
            testId="reranker-wire-name"
          />
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            variant="default"
            disabled={!isWhole}
            loading={change.isPending}
            data-testid="reranker-save"
          >
            {t('embedding.orderSave')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
