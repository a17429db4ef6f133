import { Divider, Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Base, RouteOutput } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { Loaded } from '../../ui/states.tsx';
import { EmbeddingForm, EmbeddingUnderWay } from './embedding-form.tsx';
import { RerankerForm } from './reranker-form.tsx';

const EMBEDDING = 'GET /api/v1/knowledge/bases/{id}/embedding';
type Embedding = RouteOutput<typeof EMBEDDING>;
/** While vectors are made, this often. */
const LOOK_EVERY_MS = 2_000;

/** The models that search a base: what makes its vectors, and what orders its finds. */
export function BaseEmbedding({ base, onClose }: { base: Base; onClose: () => void }) {
  const { t } = useTranslation();
  const embedding = useRead(
    EMBEDDING,
    { params: { id: base.id } },
    {
      refetchInterval: ({ state }) => ((state.data as Embedding | undefined)?.change ? LOOK_EVERY_MS : false),
    },
  );
  const providers = useList('GET /api/v1/model-providers', {});
  const models = useList('GET /api/v1/models', {});
  return (
    <Modal opened onClose={onClose} title={t('embedding.title')}>
      <Loaded of={embedding}>
        {(found) => (
          <Loaded of={providers}>
            {(known) => (
              <Loaded of={models}>
                {(chats) => (
                  <Stack>
                    {found.change ? (
                      <EmbeddingUnderWay change={found.change} />
                    ) : (
                      <EmbeddingForm baseId={base.id} embedding={found} providers={known} />
                    )}
                    <Divider />
                    <RerankerForm
                      baseId={base.id}
                      reranker={found.reranker}
                      providers={known}
                      models={chats}
                    />
                  </Stack>
                )}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Modal>
  );
}
