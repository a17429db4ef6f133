import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type TestApp, testApp } from './testing/app.ts';
import { makePdf, makePdfBomb } from './testing/pdf.ts';

interface DocumentView {
  state: string;
  name: string;
  error: { code: string; message: string } | null;
}

const MB = 1024 * 1024;

describe('bad uploads', () => {
  let product: TestApp;
  let baseId: string;

  before(async () => {
    product = await testApp();
    const { body } = await product.owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', {
      name: 'b',
    });
    baseId = body.id;
  });
  after(() => product[Symbol.asyncDispose]());

  /** Uploads a document and waits for its run; answers how it stands then. */
  async function upload(name: string, bytes: string | Uint8Array): Promise<DocumentView> {
    const path = `/api/v1/knowledge/bases/${baseId}/documents`;
    const { body, status } = await product.owner.upload<{ documentId: string; runId: string }>(
      path,
      name,
      bytes,
    );
    assert.equal(status, 202, JSON.stringify(body));
    await product.owner.call('GET', `/api/v1/runs/${body.runId}/events`);
    return (
      await product.owner.call<DocumentView & Record<string, unknown>>('GET', `${path}/${body.documentId}`)
    ).body;
  }

  async function assertFails(name: string, bytes: string | Uint8Array, code: string): Promise<void> {
    const { state, error } = await upload(name, bytes);
    assert.equal(state, 'failed', name);
    assert.equal(error?.code, code, `${name}: ${JSON.stringify(error)}`);
    assert.match(error?.message ?? '', /^Cannot read document: /);
  }

  test('a PDF that is none, a torn one and one without text fail with the reason', async () => {
    const whole = makePdf([['The harbour of Ystad froze in 1893.']]);
    await assertFails('letter.pdf', 'Dear reader', 'document_not_pdf');
    await assertFails('picture.pdf', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'document_not_pdf');
    await assertFails('head.pdf', '%PDF-1.7\n', 'document_damaged');
    await assertFails('blank.pdf', makePdf([[]]), 'document_empty');
    assert.equal((await upload('whole.pdf', whole)).state, 'ready');
  });

  test('a PDF that inflates to gigabytes fails, and the server lives', async () => {
    const before = process.memoryUsage.rss();
    await assertFails('bomb.pdf', makePdfBomb(3_000), 'document_too_complex');
    assert.ok(process.memoryUsage.rss() - before < 1_500 * MB);
    assert.equal((await product.owner.call('GET', '/api/v1/me')).status, 200);
  });

  test('an empty file, bytes that are no text and a kind that is not read are told apart', async () => {
    await assertFails('empty.txt', '   \n', 'document_empty');
    await assertFails('noise.txt', Buffer.from([0, 1, 2, 0xff, 0xfe, 0, 0, 0xd8, 7]), 'document_not_text');
    const path = `/api/v1/knowledge/bases/${baseId}/documents`;
    const { status, body } = await product.owner.upload(path, 'bomb.zip', 'PK\u0003\u0004');
    assert.equal(status, 415);
    assert.equal(body.code, 'document_type_unsupported');
  });

  test('HTML that nests without end is read or refused, not a failure', async () => {
    const { state, error } = await upload(
      'deep.html',
      `${'<div>'.repeat(50_000)}deep${'</div>'.repeat(50_000)}`,
    );
    assert.ok(state === 'ready' || error?.code.startsWith('document_'), JSON.stringify(error));
  });

  test('a name with folders, control or direction characters is refused or made plain', async () => {
    for (const name of [
      '../../etc/passwd.txt',
      'a\u0000b.txt',
      'in\u202Etxt.exe.txt',
      `${'x'.repeat(300)}.txt`,
    ]) {
      const { status, body } = await product.owner.upload<{ name?: string; code?: string }>(
        '/api/v1/files',
        name,
        'x',
      );
      if (status === 201)
        assert.doesNotMatch(body.name ?? '/', /[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u, name);
      else
        assert.match(
          String(body.code),
          /^(file_name_invalid|request_invalid|body_malformed|file_missing)$/,
          name,
        );
    }
  });

  test('a form without a file, with text for a file, or no form at all is refused', async () => {
    const send = async (body: FormData | string, type?: string) => {
      const headers = {
        authorization: `Bearer ${product.owner.token}`,
        ...(type ? { 'content-type': type } : {}),
      };
      const request = new Request('http://test/api/v1/files', { method: 'POST', headers, body });
      return product.app.fetch(request);
    };
    const empty = new FormData();
    const text = new FormData();
    text.set('file', 'not a file');
    const forms: [FormData | string, string?][] = [
      [empty],
      [text],
      ['{}', 'application/json'],
      ['--x\r\nbroken', 'multipart/form-data; boundary=x'],
      ['x', 'multipart/form-data'],
    ];
    for (const [body, type] of forms) {
      const response = await send(body, type);
      assert.ok(response.status >= 400 && response.status < 500, `${type} ${response.status}`);
      assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
    }
  });

  test('a body that says it is larger than allowed is refused before it is read', async () => {
    for (const [path, bytes] of [
      ['/api/v1/files', 1024 * MB],
      ['/api/v1/conversations', 3 * MB],
    ] as const) {
      const stream = new ReadableStream(
        { pull: () => assert.fail('the body was read') },
        { highWaterMark: 0 },
      );
      const headers = {
        authorization: `Bearer ${product.owner.token}`,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(bytes),
      };
      const init = { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit;
      const response = await product.app.fetch(new Request(`http://test${path}`, init));
      assert.equal(response.status, 413, path);
      assert.equal(((await response.json()) as { code: string }).code, 'body_too_large');
    }
  });

  test('of what was refused nothing lies about', async () => {
    const files = readdirSync(join(product.folder, 'blobs'), { recursive: true, withFileTypes: true });
    const drafts = files.filter((entry) => entry.isFile() && !/^[0-9a-f-]+$/.test(entry.name));
    assert.deepEqual(
      drafts.map(({ name }) => name),
      [],
    );
  });
});

describe('ids of another workspace', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  test('nothing of one workspace is seen or changed from another', async () => {
    const { owner } = product;
    const make = async (path: string, body: object) =>
      (await owner.call<{ id: string }>('POST', path, body)).body.id;
    const conversation = await make('/api/v1/conversations', { title: 'mine' });
    const sent = await owner.call<{ messageId: string; runId: string }>(
      'POST',
      `/api/v1/conversations/${conversation}/messages`,
      { text: 'hello' },
    );
    await owner.answer(sent.body.runId);
    const base = await make('/api/v1/knowledge/bases', { name: 'mine' });
    const documents = `/api/v1/knowledge/bases/${base}/documents`;
    const added = await owner.upload<{ documentId: string; runId: string }>(documents, 'a.txt', 'A fact.');
    await owner.answer(added.body.runId);
    const file = (await owner.upload<{ id: string }>('/api/v1/files', 'a.txt', 'x')).body.id;
    const provider = await make('/api/v1/model-providers', { kind: 'openai', name: 'p', key: 'k' });
    const model = await make('/api/v1/models', { providerId: provider, name: 'm', wireName: 'm' });
    const invitation = await make('/api/v1/invitations', { email: 'a@example.org', role: 'viewer' });
    const other = await make('/api/v1/workspaces', { name: 'Other' });

    const from = async (workspace: string, method: string, path: string, body?: object) => {
      const headers = {
        authorization: `Bearer ${owner.token}`,
        'x-workspace-id': workspace,
        'content-type': 'application/json',
      };
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      return product.app.fetch(new Request(`http://test${path}`, init));
    };
    const attempts: [string, string, object?][] = [
      ['GET', `/api/v1/conversations/${conversation}`],
      ['PATCH', `/api/v1/conversations/${conversation}`, { title: 'taken' }],
      ['DELETE', `/api/v1/conversations/${conversation}`],
      ['GET', `/api/v1/conversations/${conversation}/messages`],
      ['POST', `/api/v1/conversations/${conversation}/messages`, { text: 'hi' }],
      ['POST', `/api/v1/conversations/${conversation}/messages/${sent.body.messageId}/regeneration`, {}],
      ['GET', `/api/v1/runs/${sent.body.runId}`],
      ['GET', `/api/v1/runs/${sent.body.runId}/events`],
      ['PUT', `/api/v1/runs/${sent.body.runId}/cancellation`, {}],
      ['PATCH', `/api/v1/knowledge/bases/${base}`, { name: 'taken' }],
      ['DELETE', `/api/v1/knowledge/bases/${base}`],
      ['GET', documents],
      ['GET', `${documents}/${added.body.documentId}`],
      ['GET', `${documents}/${added.body.documentId}/passages`],
      ['DELETE', `${documents}/${added.body.documentId}`],
      ['POST', `/api/v1/knowledge/bases/${base}/search`, { query: 'fact' }],
      ['GET', `/api/v1/files/${file}/content`],
      ['PATCH', `/api/v1/model-providers/${provider}`, { name: 'taken' }],
      ['POST', `/api/v1/model-providers/${provider}/test`, { wireName: 'm' }],
      ['DELETE', `/api/v1/model-providers/${provider}`],
      ['DELETE', `/api/v1/models/${model}`],
      ['PUT', `/api/v1/models/${model}/default`],
      ['DELETE', `/api/v1/invitations/${invitation}`],
    ];
    for (const [method, path, body] of attempts) {
      const response = await from(other, method, path, body);
      assert.equal(response.status, 404, `${method} ${path} ${await response.text()}`);
    }
    for (const path of ['conversations', 'knowledge/bases', 'model-providers', 'invitations', 'runs']) {
      const list = (await (await from(other, 'GET', `/api/v1/${path}`)).json()) as { items: unknown[] };
      assert.deepEqual(list.items, [], path);
    }
    const mine = await owner.call<{ title: string }>('GET', `/api/v1/conversations/${conversation}`);
    assert.equal(mine.body.title, 'mine');
    assert.equal((await owner.call('GET', `${documents}/${added.body.documentId}`)).body.state, 'ready');
  });

  test('a workspace that somebody is no member of is not found, and attachments of others are not taken', async () => {
    const { owner, anonymous } = product;
    const invited = await owner.call<{ token: string }>('POST', '/api/v1/invitations', {
      email: 'guest@example.org',
      role: 'editor',
    });
    const joining = { token: invited.body.token, name: 'Guest', password: 'correct horse battery' };
    await anonymous.call('POST', '/api/v1/invitations/acceptance', joining);
    const guest = await product.signIn('guest@example.org', joining.password);
    const secret = (await owner.call<{ id: string }>('POST', '/api/v1/workspaces', { name: 'Secret' })).body
      .id;
    const headers = { authorization: `Bearer ${guest.token}`, 'x-workspace-id': secret };
    const peek = await product.app.fetch(new Request('http://test/api/v1/conversations', { headers }));
    assert.equal(peek.status, 403);
    assert.match(await peek.text(), /workspace_unknown/);
    const file = (await owner.upload<{ id: string }>('/api/v1/files', 'mine.txt', 'x')).body.id;
    const own = (await guest.call<{ id: string }>('POST', '/api/v1/conversations', {})).body.id;
    const path = `/api/v1/conversations/${own}/messages`;
    const sent = await guest.call('POST', path, { text: 'read it', attachments: [file] });
    assert.equal(sent.body.code, 'attachment_unknown');
    assert.deepEqual((await guest.call<{ items: unknown[] }>('GET', path)).body.items, []);
    assert.equal((await guest.call('GET', `/api/v1/files/${file}/content`)).status, 404);
  });
});
