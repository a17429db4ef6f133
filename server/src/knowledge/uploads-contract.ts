// Files that come in parts, over lost connections and restarts: the tus protocol 1.0.0 (tus.io), and what makes a
// document of them. And folders of a machine, which the command line keeps in step.
import { body, createRoute, id, json, noContent, problems, z } from '../http/contract.ts';
import { putSchema } from './contract.ts';

const TAGS = ['knowledge'];
const path = '/api/v1/knowledge/bases/{id}/uploads';
const params = z.object({ id });
const uploadParams = z.object({ id, uploadId: id });
export const MAX_COMPARED_FILES = 10_000;
export const MAX_PATH_LENGTH = 1_000;

export const beginUpload = createRoute({
  method: 'post',
  path,
  tags: TAGS,
  summary: 'Begin an upload that can be resumed (tus 1.0.0): Upload-Length, Upload-Metadata with "filename"',
  request: { params },
  responses: { 201: { description: 'Begun; its address is in Location' }, ...problems },
});

export const getUpload = createRoute({
  method: 'get',
  path: `${path}/{uploadId}`,
  tags: TAGS,
  summary: 'How much of an upload has come (tus HEAD): Upload-Offset',
  request: { params: uploadParams },
  responses: { 200: { description: 'The offset is in Upload-Offset' }, ...problems },
});

export const continueUpload = createRoute({
  method: 'patch',
  path: `${path}/{uploadId}`,
  tags: TAGS,
  summary: 'Send the next bytes of an upload: Upload-Offset, application/offset+octet-stream',
  request: { params: uploadParams },
  responses: { 204: noContent, ...problems },
});

export const endUpload = createRoute({
  method: 'delete',
  path: `${path}/{uploadId}`,
  tags: TAGS,
  summary: 'Give an upload up, or away once it has become a document',
  request: { params: uploadParams },
  responses: { 204: noContent, ...problems },
});

export const finishUpload = createRoute({
  method: 'post',
  path: `${path}/{uploadId}/document`,
  tags: TAGS,
  summary: 'Make a document of an upload that has come whole; asked again, it answers the same document',
  request: {
    params: uploadParams,
    query: z.object({ sameName: z.enum(['add', 'replace']).default('add') }),
  },
  responses: { 202: json(putSchema, 'Accepted'), ...problems },
});

const filePath = z.string().min(1).max(MAX_PATH_LENGTH);

export const compareFolder = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/folder-comparisons',
  tags: TAGS,
  summary: 'Which files of a folder are not as the documents that the caller made of them',
  request: {
    params,
    ...body(
      z.object({
        /** Stands before the paths: what else the caller has put there is not looked at. */
        prefix: z.string().max(MAX_PATH_LENGTH).default(''),
        files: z
          .array(
            z.object({ path: filePath, sha256: z.string().regex(/^[0-9a-f]{64}$/, 'No SHA-256 in hex') }),
          )
          .max(MAX_COMPARED_FILES),
      }),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          /** New, or changed. */
          changed: z.array(z.string()),
          /** There is a document, but no such file. */
          gone: z.array(z.object({ path: z.string(), documentId: id })),
        })
        .openapi('FolderComparison'),
      'Paths, in the order of the request',
    ),
    ...problems,
  },
});
