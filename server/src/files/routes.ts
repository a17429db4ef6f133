import { type AccessVariables, grant, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { apiHeaders, createRouter } from '../http/index.ts';
import * as contract from './contract.ts';
import { areaOf, type FileStore, presentFile } from './files.ts';
import { isSafeImage } from './names.ts';
import { type FileRow, findFile } from './queries.ts';
import { uploadedFile } from './upload.ts';

/** A name as RFC 8187 writes it in a header: `encodeURIComponent` leaves four characters that it does not allow. */
function headerText(name: string): string {
  const rest = /['()*]/g;
  return encodeURIComponent(name).replace(
    rest,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Shown in place only where a browser runs nothing of it; everything else is a download. */
function contentHeaders(file: FileRow): Record<string, string> {
  const inline = isSafeImage(file.media_type) || file.media_type === 'text/plain';
  return {
    ...apiHeaders,
    'content-security-policy': "default-src 'none'; sandbox",
    'content-type': inline ? file.media_type : 'application/octet-stream',
    'content-length': String(file.size),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${headerText(file.name)}`,
    'cache-control': 'private, max-age=31536000, immutable',
  };
}

export function fileRoutes({ db, files }: { db: Database; files: FileStore }) {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.uploadFile, async (c) => {
    const { by } = permit(c.var.principal, 'create', 'File');
    const file = uploadedFile(c.req.valid('form'));
    const stored = await files.save(db, {
      workspaceId: by.workspaceId,
      area: areaOf.uploads(by.userId),
      name: file.name,
      bytes: file.stream() as unknown as AsyncIterable<Uint8Array>,
      createdBy: by.userId,
    });
    return c.json(presentFile(stored), 201);
  });

  router.openapi(contract.getFileContent, async (c) => {
    const found = await findFile(db, c.req.valid('param').id);
    const { record } = grant(c.var.principal, 'read', 'File', found);
    const headers = { ...contentHeaders(record), 'x-request-id': c.var.requestId };
    return new Response(await files.stream(record), { headers });
  });

  return router;
}
