import { Alert, Loader, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { InspectedPassages, KnowledgeDocument } from '../../../lib/api-types.ts';
import { useCan, usePages, useRead, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { MoreButton } from '../../../ui/rows.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { Place } from './place.tsx';

const INSPECTION = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/inspection';
const DOCUMENT = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}';
const PASSAGES = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/passages';

/** The passages of a document as search has them, in order, and what people make of them. */
export function Inspector({ document }: { document: KnowledgeDocument }) {
  const { t } = useTranslation();
  const params = { id: document.baseId, documentId: document.id };
  const base = useRead('GET /api/v1/knowledge/bases/{id}', { params: { id: document.baseId } });
  const mayEdit = useCan()('edit', 'Knowledge', base.data) && document.mayChange && base.data !== undefined;
  const isPending = document.updateState === 'pending' || document.state === 'pending';
  const places = usePages(INSPECTION, { params });
  useReadAfter(isPending);
  const edit = useWrite('PUT /api/v1/knowledge/bases/{id}/documents/{documentId}/edits/{first}', [DOCUMENT]);
  const undo = useWrite('DELETE /api/v1/knowledge/bases/{id}/documents/{documentId}/edits/{first}', [
    DOCUMENT,
  ]);
  const put = (first: number, last: number, passages: string[]) =>
    edit.mutateAsync({ params: { ...params, first }, body: { last, passages } });
  const isBusy = isPending || edit.isPending || undo.isPending;
  return (
    <Stack gap="sm" data-testid="inspector">
      <Text size="sm" c="dimmed">
        {t('inspector.about')}
      </Text>
      {isBusy && (
        <Alert variant="light" icon={<Loader size={16} />} role="status">
          {t('inspector.busy')}
        </Alert>
      )}
      <FormProblem error={edit.error ?? undo.error} />
      <Loaded of={places} loading={<LoadingRows rows={6} height={120} />}>
        {(items) =>
          items.map((place, index) => (
            <Place
              key={`${place.first} ${place.editedAt}`}
              place={place}
              mayEdit={mayEdit && !isBusy}
              onPut={(passages) => put(place.first, place.last, passages)}
              onUndo={() => undo.mutate({ params: { ...params, first: place.first } })}
              onMerge={mergeOf(place, items[index + 1], put)}
            />
          ))
        }
      </Loaded>
      <MoreButton of={places} />
    </Stack>
  );
}

const textsOf = ({ passages }: InspectedPassages) => passages.map(({ text }) => text);

/** Puts all texts of a place and the next one into one passage. */
function mergeOf(
  place: InspectedPassages,
  next: InspectedPassages | undefined,
  put: (first: number, last: number, passages: string[]) => Promise<unknown>,
): (() => void) | null {
  if (!next || next.last - place.first >= MAX_EDITED) return null;
  const texts = [...textsOf(place), ...textsOf(next)];
  if (texts.length < 2) return null;
  return () => void put(place.first, next.last, [texts.join('\n')]).catch(() => undefined);
}

/** Parsed passages that one edit may stand for, as the server says. */
const MAX_EDITED = 20;

/** Once the document has been read, what is shown of it is read again. */
function useReadAfter(isPending: boolean): void {
  const queries = useQueryClient();
  const was = useRef(isPending);
  useEffect(() => {
    if (was.current && !isPending)
      for (const key of [INSPECTION, PASSAGES]) void queries.invalidateQueries({ queryKey: [key] });
    was.current = isPending;
  }, [isPending, queries]);
}
