import { type AccessVariables, type Granted, grant, type Principal } from '../access/index.ts';
import type { PartialUploads } from '../files/index.ts';
import { createRouter } from '../http/index.ts';
import { findBySource, putDocument, replaceable } from './documents.ts';
import { compareFolder } from './folders.ts';
import type { DocumentNeeds } from './needs.ts';
import { type BaseRow, findBase } from './queries.ts';
import * as contract from './uploads-contract.ts';

export interface UploadRouteNeeds extends DocumentNeeds {
  uploads: PartialUploads;
}

export function knowledgeUploadRoutes(needs: UploadRouteNeeds) {
  const { db, uploads } = needs;
  const router = createRouter<AccessVariables>();
  const baseOf = async (by: Principal, id: string) =>
    grant<'edit', BaseRow>(by, 'edit', 'Knowledge', await findBase(db, id, by.userId));
  const ownerOf = ({ by, record }: Granted<'edit', BaseRow>) => ({
    userId: by.userId,
    target: `base:${record.id}`,
  });
  const handle = async (request: Request, by: Principal, baseId: string, uploadId: string | null) => {
    const base = await baseOf(by, baseId);
    const path = `/api/v1/knowledge/bases/${encodeURIComponent(base.record.id)}/uploads`;
    return uploads.handle(request, path, uploadId, ownerOf(base)) as Promise<never>;
  };

  router.openapi(contract.beginUpload, (c) =>
    handle(c.req.raw, c.var.principal, c.req.valid('param').id, null),
  );
  // The router answers HEAD as GET; the protocol knows HEAD only.
  router.openapi(contract.getUpload, (c) => {
    const { id, uploadId } = c.req.valid('param');
    const asked = new Request(c.req.raw.url, { method: 'HEAD', headers: c.req.raw.headers });
    return handle(asked, c.var.principal, id, uploadId);
  });
  router.openapi(contract.continueUpload, (c) => {
    const { id, uploadId } = c.req.valid('param');
    return handle(c.req.raw, c.var.principal, id, uploadId);
  });
  router.openapi(contract.endUpload, (c) => {
    const { id, uploadId } = c.req.valid('param');
    return handle(c.req.raw, c.var.principal, id, uploadId);
  });

  router.openapi(contract.finishUpload, async (c) => {
    const { id, uploadId } = c.req.valid('param');
    const base = await baseOf(c.var.principal, id);
    const file = await uploads.finished(uploadId, ownerOf(base));
    const { sameName } = c.req.valid('query');
    const replaces = sameName === 'replace' ? await replaceable(db, base, file.name) : undefined;
    const source = { kind: 'upload' as const, key: uploadId, scope: base.by.userId };
    // A document that was made of it already is not replaced by itself.
    const known = replaces ? undefined : await findBySource(db, base.record.id, source);
    const given = {
      name: file.name,
      bytes: file.bytes(),
      ...(known ? { replaces: known } : { source, replaces }),
    };
    return c.json(await putDocument(needs, base, given), 202);
  });

  router.openapi(contract.compareFolder, async (c) => {
    const base = await baseOf(c.var.principal, c.req.valid('param').id);
    return c.json(await compareFolder(db, base, c.req.valid('json')), 200);
  });

  return router;
}
