import { createRoute, id, json, problems, time, z } from '../http/contract.ts';

export const MAX_FILE_BYTES = 50 * 1024 * 1024;
export const MAX_FILE_NAME_LENGTH = 200;

export const fileSchema = z
  .object({ id, name: z.string(), mediaType: z.string(), size: z.number().int(), createdAt: time })
  .openapi('File');
export type FileView = z.infer<typeof fileSchema>;

/** Uploads one file into a waiting area; a message then names it among its attachments. */
export const uploadFile = createRoute({
  method: 'post',
  path: '/api/v1/files',
  tags: ['files'],
  summary: 'Upload an attachment (multipart field "file")',
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({ file: z.custom<File>().openapi({ type: 'string', format: 'binary' }) }),
        },
      },
    },
  },
  responses: { 201: json(fileSchema, 'Stored'), ...problems },
});

export const getFileContent = createRoute({
  method: 'get',
  path: '/api/v1/files/{id}/content',
  tags: ['files'],
  summary: 'The bytes of a file, as a download or, for images and text, inline',
  request: { params: z.object({ id }) },
  responses: {
    200: { description: 'The bytes', content: { 'application/octet-stream': { schema: z.string() } } },
    ...problems,
  },
});
