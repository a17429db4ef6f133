// kill -9 while documents come, are replaced and deleted. `INGESTION_ROUNDS=50` is the long form.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mariadb } from '../../tools/test-servers/index.ts';
import { removeFolder, type ServerProcess, startServer } from '../../tools/test-servers/product.ts';
import type { DocumentView, HitView, PassageView } from './knowledge/contract.ts';

const ROUNDS = Number(process.env.INGESTION_ROUNDS ?? 4);
/** There the leases of a dead process run out first: a round takes a quarter of a minute. */
const MARIADB_ROUNDS = Math.ceil(ROUNDS / 4);
const MAX_MOMENT_MS = 1_500;
/** How long what was begun may take to be done after a start. */
const SETTLED_MS = 300_000;
const LOOK_MS = 100;
/** Of a document that takes the index a while. */
const LARGE_LINES = 1_500;
const LARGE_EVERY = 4;
/** Every so many rounds all but so many documents are deleted. */
const PURGE_EVERY = 4;
const KEPT = 2;

const ACTS = ['add', 'replace', 'add', 'delete', 'replace'] as const;

/** What was acknowledged: the word that only the newest version has; undefined once it was deleted. */
type Known = Map<string, { word: string; lines: number } | undefined>;

const lineOf = (word: string, line: number) =>
  `Line ${line} of ${word} tells of the harbour and its ${line} lamps.`;
const textOf = (word: string, lines: number) =>
  Array.from({ length: lines }, (_, line) => lineOf(word, line)).join('\n\n');

/** Talks to a server that may be gone at any moment: undefined then. */
function talk(server: ServerProcess) {
  const headers = { authorization: `Bearer ${server.token}` };
  return async <T>(method: string, path: string, body?: FormData | object): Promise<T | undefined> => {
    const json = body && !(body instanceof FormData);
    try {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: json ? { ...headers, 'content-type': 'application/json' } : headers,
        ...(body ? { body: json ? JSON.stringify(body) : (body as FormData) } : {}),
      });
      const text = await answer.text();
      assert.ok(answer.status < 500, `${method} ${path}: ${answer.status} ${text}`);
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch (error) {
      // A connection that broke off; what the assertion says is no such thing.
      if (error instanceof assert.AssertionError) throw error;
      return undefined;
    }
  };
}
type Talk = ReturnType<typeof talk>;

/** Adds, replaces and deletes until the server is gone. What is not acknowledged may have happened or not. */
async function work(ask: Talk, documents: string, known: Known, unsure: Set<string>): Promise<void> {
  for (let turn = 0; ; turn++) {
    const word = `zq${known.size}x${Math.floor(Math.random() * 1e9)}`;
    const lines = turn % LARGE_EVERY === 0 ? LARGE_LINES : 3;
    const form = new FormData();
    form.set('file', new File([textOf(word, lines)], `${word}.txt`));
    const there = [...known].filter(([, state]) => state !== undefined).map(([id]) => id);
    const some = there[Math.floor(Math.random() * there.length)];
    const act = some === undefined || there.length < 3 ? 'add' : ACTS[turn % ACTS.length];
    if (act === 'delete' && some) {
      unsure.add(some);
      if (!(await ask('DELETE', `${documents}/${some}`))) return;
      known.set(some, undefined);
      unsure.delete(some);
      continue;
    }
    const path = act === 'replace' ? `${documents}/${some}/versions` : documents;
    if (act === 'replace' && some) unsure.add(some);
    const put = await ask<{ documentId: string }>('POST', path, form);
    if (!put) return;
    known.set(put.documentId, { word, lines });
    unsure.delete(put.documentId);
  }
}

/** Deletes almost everything until the server is gone. */
async function purge(ask: Talk, documents: string, known: Known, unsure: Set<string>): Promise<void> {
  const there = [...known].filter(([, state]) => state !== undefined).map(([id]) => id);
  for (const id of there.slice(KEPT)) {
    unsure.add(id);
    if (!(await ask('DELETE', `${documents}/${id}`))) return;
    known.set(id, undefined);
    unsure.delete(id);
  }
}

async function all<T extends { id: string }>(ask: Talk, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor = ''; ; ) {
    const page = await ask<{ items: T[]; next: string | null }>('GET', `${path}?limit=200${cursor}`);
    assert.ok(page, path);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
}

interface OpenRun {
  procedure: string;
  label: string;
  state: string;
}

async function settled(ask: Talk, base: string): Promise<void> {
  let open: OpenRun[] = [];
  for (const end = Date.now() + SETTLED_MS; Date.now() < end; ) {
    const counts = await ask<{ pending: number }>('GET', `${base}/document-counts`);
    const runs = await ask<{ items: OpenRun[] }>('GET', '/api/v1/runs?limit=200');
    open = (runs?.items ?? []).filter(({ state }) => ['queued', 'running', 'waiting'].includes(state));
    if (counts?.pending === 0 && open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  assert.fail(`What was begun is not done: ${JSON.stringify(open)}`);
}

/** Each document is there whole, and is found; none is there that was deleted. Answers what is there. */
async function check(ask: Talk, base: string, known: Known, unsure: ReadonlySet<string>): Promise<void> {
  const documents = new Map((await all<DocumentView>(ask, `${base}/documents`)).map((one) => [one.id, one]));
  for (const [id, state] of known) {
    const document = documents.get(id);
    if (unsure.has(id)) continue;
    assert.equal(
      document !== undefined,
      state !== undefined,
      `${id} was acknowledged as ${JSON.stringify(state)}`,
    );
    if (!document || !state) continue;
    assert.equal(document.state, 'ready', JSON.stringify(document));
    assert.equal(document.updateState, null, JSON.stringify(document));
    const found = await ask<{ items: HitView[] }>('POST', `${base}/search`, {
      query: state.word,
      mode: 'keyword',
    });
    assert.deepEqual([...new Set(found?.items.map(({ documentId }) => documentId))], [id], state.word);
  }
  for (const document of documents.values()) await checkWhole(ask, base, document);
}

async function checkWhole(
  ask: Talk,
  base: string,
  { id, name, passages: count }: DocumentView,
): Promise<void> {
  const passages = await all<PassageView>(ask, `${base}/documents/${id}/passages`);
  assert.equal(passages.length, count, `${name} has the passages that it is said to have`);
  const word = name.replace('.txt', '');
  const text = passages.map((passage) => passage.text).join('\n\n');
  const lines = text.includes(lineOf(word, 3)) ? LARGE_LINES : 3;
  for (const line of [0, 1, lines - 1])
    assert.ok(text.includes(lineOf(word, line)), `${name} has line ${line}`);
}

test(`documents outlive kill -9 at ${ROUNDS} moments: whole, found, none lost, none half`, async (t) => {
  t.diagnostic(await outlive(ROUNDS));
});

test(`so they do on MariaDB, at ${MARIADB_ROUNDS}`, async (t) => {
  await using database = await mariadb();
  t.diagnostic(await outlive(MARIADB_ROUNDS, { DATABASE_URL: database.url }));
});

async function outlive(rounds: number, env: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-kill-'));
  const known: Known = new Map();
  let server = await startServer(folder, 0, env);
  try {
    const { id } = await server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Harbour' });
    const base = `/api/v1/knowledge/bases/${id}`;
    let compactions = 0;
    for (let round = 0; round < rounds; round++) {
      const unsure = new Set<string>();
      const act = round % PURGE_EVERY === PURGE_EVERY - 1 ? purge : work;
      const working = act(talk(server), `${base}/documents`, known, unsure);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_MOMENT_MS));
      await server.stop();
      await working;
      server = await startServer(folder, 0, env);
      const ask = talk(server);
      await settled(ask, base);
      await check(ask, base, known, unsure);
      for (const gone of unsure) known.delete(gone);
      const runs = await ask<{ items: object[] }>(
        'GET',
        '/api/v1/runs?procedure=knowledge.compaction&limit=200',
      );
      compactions = runs?.items.length ?? 0;
    }
    const there = [...known.values()].filter((state) => state !== undefined).length;
    return `${known.size} acknowledged, ${there} there, ${compactions} compactions`;
  } finally {
    await server.stop();
    removeFolder(folder);
  }
}
