import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { removeFolder, type ServerProcess, startServer } from '../../tools/test-servers/product.ts';

const MB = 1024 * 1024;
const GIGABYTE = 1024 * MB;
const MAX_GROWTH_MB = 250;

interface Outcome {
  /** Null where the server cut the connection before it answered. */
  status: number | null;
  text: string;
  sentBytes: number;
  peakMb: number;
}

/** Sends a form with a file of zeros, as much of it as the server takes. */
function sendForm(
  server: ServerProcess,
  path: string,
  { announce }: { announce: boolean },
): Promise<Outcome> {
  const head = Buffer.from(
    '--x\r\ncontent-disposition: form-data; name="file"; filename="zeros.txt"\r\n\r\n',
  );
  const piece = Buffer.alloc(MB);
  const headers: Record<string, string | number> = {
    authorization: `Bearer ${server.token}`,
    'content-type': 'multipart/form-data; boundary=x',
    ...(announce ? { 'content-length': GIGABYTE + head.length } : { 'transfer-encoding': 'chunked' }),
  };
  return new Promise((resolve) => {
    const outcome: Outcome = { status: null, text: '', sentBytes: 0, peakMb: 0 };
    const sending = request(`${server.url}${path}`, { method: 'POST', headers });
    const finish = () => resolve(outcome);
    sending.on('error', finish);
    sending.on('response', (response) => {
      outcome.status = response.statusCode ?? 0;
      response.on('data', (chunk) => {
        outcome.text += String(chunk);
      });
      response.on('end', () => {
        sending.destroy();
        finish();
      });
      response.on('error', finish);
    });
    sending.write(head);
    const pump = () => {
      while (outcome.sentBytes < GIGABYTE && !sending.destroyed && outcome.status === null) {
        outcome.sentBytes += piece.length;
        outcome.peakMb = Math.max(outcome.peakMb, server.residentMb());
        if (!sending.write(piece)) return void sending.once('drain', pump);
      }
    };
    pump();
  });
}

describe('an upload of a gigabyte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-upload-'));
  let server: ServerProcess;
  before(async () => {
    server = await startServer(folder);
  });
  after(async () => {
    await server.stop();
    removeFolder(folder);
  });

  for (const announce of [true, false]) {
    test(`is refused early, ${announce ? 'with' : 'without'} its length told before`, async () => {
      const { id } = await server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'b' });
      const before = server.residentMb();
      for (const path of ['/api/v1/files', `/api/v1/knowledge/bases/${id}/documents`]) {
        const { status, text, sentBytes, peakMb } = await sendForm(server, path, { announce });
        const told = `${status} after ${sentBytes / MB} MB, resident ${Math.round(peakMb)} of ${Math.round(before)} MB: ${text}`;
        assert.ok(status === 413 || (status === null && announce), told);
        if (status === 413) assert.equal(JSON.parse(text).code, 'body_too_large', told);
        assert.ok(sentBytes < GIGABYTE / 2, told);
        assert.ok(peakMb - before < MAX_GROWTH_MB, told);
      }
      const blobs = join(folder, 'blobs');
      const kept = existsSync(blobs) ? readdirSync(blobs, { recursive: true, withFileTypes: true }) : [];
      assert.deepEqual(
        kept.filter((entry) => entry.isFile()).map(({ name }) => name),
        [],
      );
      const me = await fetch(`${server.url}/api/v1/me`, {
        headers: { authorization: `Bearer ${server.token}` },
      });
      assert.equal(me.status, 200);
    });
  }
});
