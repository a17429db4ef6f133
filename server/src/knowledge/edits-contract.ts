import { body, createRoute, id, json, page, pageQuery, problems, time, z } from '../http/contract.ts';
import { passageSchema } from './contract.ts';

/** Parsed passages that one edit may stand for, and passages that it may put there. */
export const MAX_EDITED_PASSAGES = 20;
export const MAX_EDITED_LENGTH = 8_000;
/** Words of a passage that are shown. */
export const MAX_SHOWN_WORDS = 400;

export const inspectedSchema = z
  .object({
    /** Numbers of the parsed passages that stand here, from 0. */
    first: z.number().int(),
    last: z.number().int(),
    state: z.enum(['parsed', 'edited', 'excluded']),
    /** Edits of passages that are parsed otherwise by now, or that are not in the index yet, do not count. */
    isApplied: z.boolean(),
    /** What search finds here. */
    passages: z.array(
      passageSchema.extend({
        tokens: z.number().int(),
        /** The words that a search compares, as they are stored: cut, in lower case, without their endings. */
        words: z.array(z.string()),
      }),
    ),
    /** What was parsed, where that is something else. */
    parsed: z.array(z.string()).nullable(),
    editedBy: id.nullable(),
    editedAt: time.nullable(),
  })
  .openapi('InspectedPassages');
export type InspectedView = z.infer<typeof inspectedSchema>;

const params = z.object({ id, documentId: id });
const editParams = z.object({ id, documentId: id, first: z.coerce.number().int().min(0).max(999_999) });
const accepted = { 202: json(z.object({ runId: id }), 'Accepted: the document is read anew'), ...problems };

export const inspectPassages = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/inspection',
  tags: ['knowledge'],
  summary: 'The passages of a document as search has them, with what people changed',
  request: { params, query: pageQuery },
  responses: { 200: json(page(inspectedSchema), 'In order'), ...problems },
});

export const editPassages = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/edits/{first}',
  tags: ['knowledge'],
  summary: 'Put other passages in the place of parsed ones: change, cut, join or leave out',
  request: {
    params: editParams,
    ...body(
      z.object({
        last: z.number().int().min(0).max(999_999),
        passages: z.array(z.string().trim().min(1).max(MAX_EDITED_LENGTH)).max(MAX_EDITED_PASSAGES),
      }),
    ),
  },
  responses: accepted,
});

export const undoEdit = createRoute({
  method: 'delete',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/edits/{first}',
  tags: ['knowledge'],
  summary: 'Take an edit back: what was parsed is found again',
  request: { params: editParams },
  responses: accepted,
});
