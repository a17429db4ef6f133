import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isolatedPrograms } from '@agenticgen/sandbox';
import { permit } from '../../access/index.ts';
import { type GitServer, gitServer } from '../../testing/git-server.ts';
import { insertMember } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';
import { type ToolBench, toolBench } from '../../testing/tools.ts';
import type { EgressNote } from '../code-egress.ts';
import { DEFAULT_CODE_POLICY, saveCodePolicy } from '../code-policy.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { gitTool } from './git-tool.ts';
import { createRepositories } from './repositories.ts';

describe('git in the sandbox', () => {
  let server: GitServer;
  let bench: ToolBench;
  let tool: Tool<unknown>;
  let now = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-repositories-'));
  const notes: EgressNote[] = [];
  before(async () => {
    server = await gitServer();
    bench = await toolBench();
    const { db, files } = bench;
    const egress = {
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      namedHosts: ['git.test', 'other.test'],
    };
    const repositories = createRepositories(folder, () => now);
    const git = { spawn: isolatedPrograms(), repositories, egress, refused: null };
    tool = gitTool({ db, files, git }) as Tool<unknown>;
    await allow([`git.test:${server.port}`]);
  });
  after(async () => {
    await bench[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function allow(egressHosts: string[]): Promise<void> {
    const runtime = testRuntime();
    const admin = await insertMember(bench.db, runtime, bench.principal.workspaceId, 'admin');
    const policy = { ...DEFAULT_CODE_POLICY, egressHosts };
    await saveCodePolicy({ db: bench.db, runtime }, permit(admin, 'edit', 'Tool'), policy);
  }
  const urlOf = (path = 'shop.git', host = 'git.test') => `http://${host}:${server.port}/${path}`;
  const call = async (args: object, more: Partial<ToolContext> = {}) => {
    notes.length = 0;
    server.asked.length = 0;
    const note = (_: string, said: object) => void notes.push(said as EgressNote);
    const input = tool.schema.parse({ url: urlOf(), ...args });
    return tool.run(input, { ...bench.context(), note, ...more });
  };
  const ENDS = [
    /^GET \/shop.git\/info\/refs\?service=git-upload-pack$/,
    /^POST \/shop.git\/git-upload-pack$/,
  ];

  test('a repository is fetched by requests that the broker makes, and tells its newest commits', async () => {
    const { output } = await call({ action: 'clone' });
    assert.match(output, /^[0-9a-f]{7,} \S+ Ada: Add two\n[0-9a-f]{7,} \S+ Ada: Begin$/);
    for (const request of server.asked)
      assert.ok(
        ENDS.some((end) => end.test(request)),
        request,
      );
    assert.deepEqual(
      notes.map(({ method, host, status }) => [method, host, status]),
      server.asked.map((request) => [request.split(' ')[0], `git.test:${server.port}`, 200]),
    );
  });

  test('what was fetched is kept: the next calls ask nobody', async () => {
    assert.match((await call({ action: 'log', path: 'README.md' })).output, /^\S+ \S+ Ada: Begin$/);
    assert.equal((await call({ action: 'show', path: 'src.txt' })).output, 'one\ntwo');
    assert.match((await call({ action: 'files' })).output, /120000 blob \S+ +11\tlink\n.* +8\tsrc.txt/);
    assert.match((await call({ action: 'diff' })).output, /Add two[\s\S]*\+two/);
    assert.match((await call({ action: 'diff', from: 'HEAD~1', path: 'src.txt' })).output, /\+two$/);
    assert.deepEqual(server.asked, []);
  });

  test('a link tells where it leads and is not followed', async () => {
    assert.equal((await call({ action: 'show', path: 'link' })).output, '/etc/passwd');
  });

  test('branches, tags and commits are fetched when they are asked for', async () => {
    const side = await server.commit({ 'side.txt': 'of the side\n' }, 'Side', 'feature/side');
    assert.match((await call({ action: 'log', ref: 'feature/side', limit: 1 })).output, /Ada: Side$/);
    assert.match((await call({ action: 'log', ref: 'v1', limit: 1 })).output, /Ada: Add two$/);
    assert.equal((await call({ action: 'show', ref: side, path: 'side.txt' })).output, 'of the side');
    assert.match((await call({ action: 'diff', from: 'v1', ref: 'feature/side' })).output, /\+of the side$/);
    assert.match((await call({ action: 'log', ref: 'feature/side~1', limit: 1 })).output, /Ada: Add two$/);
  });

  test('a branch that moved is seen after a while, and at once by clone', async () => {
    await server.commit({ 'src.txt': 'three\n' }, 'Third');
    assert.doesNotMatch((await call({ action: 'log' })).output, /Third/);
    now += 11 * 60_000;
    assert.match((await call({ action: 'log' })).output, /Third/);
    await server.commit({ 'more.txt': 'more\n' }, 'More of the side', 'feature/side');
    assert.match((await call({ action: 'log', ref: 'feature/side', limit: 1 })).output, /More of the side$/);
    await server.commit({ 'src.txt': 'four\n' }, 'Fourth');
    assert.match((await call({ action: 'clone' })).output, /Fourth/);
  });

  test('history is as deep as was asked for', async () => {
    server.moved.set('/shallow.git', urlOf());
    const { output } = await call({ action: 'clone', url: urlOf('shallow.git'), depth: 1 });
    assert.match(output, /^\S+ \S+ Ada: Fourth$/);
  });

  test('a file is kept in the conversation', async () => {
    const { output, files } = await call({ action: 'show', path: 'README.md', saveAs: 'shop.md' });
    assert.deepEqual([output, files.map(({ name }) => name)], ['Saved shop.md (7 bytes)', ['shop.md']]);
    assert.equal(await bench.textOf('shop.md'), '# Shop\n');
  });

  test('hosts that the policy does not name, and private addresses, are not asked', async () => {
    await assert.rejects(call({ action: 'log', url: urlOf('shop.git', 'other.test') }), {
      code: 'git_failed',
      message: /the policy does not name other.test/,
    });
    assert.match(notes[0]?.refused ?? '', /does not name/);
    await allow([`git.test:${server.port}`, `private.test:${server.port}`]);
    await assert.rejects(call({ action: 'log', url: urlOf('shop.git', 'private.test') }), {
      message: /an address that is not public/,
    });
    assert.deepEqual(server.asked, []);
  });

  test('a repository that moved is followed to a host that the policy names, and to no other', async () => {
    server.moved.set('/old.git', urlOf());
    assert.match((await call({ action: 'log', url: urlOf('old.git') })).output, /Fourth/);
    server.moved.set('/away.git', urlOf('shop.git', 'other.test'));
    await assert.rejects(call({ action: 'log', url: urlOf('away.git') }), {
      message: /does not name other.test/,
    });
    server.moved.set('/inward.git', 'http://169.254.169.254/shop.git');
    await assert.rejects(call({ action: 'log', url: urlOf('inward.git') }), { message: /does not name 169/ });
  });

  test('what is no repository, no file and no commit is told in the words of git', async () => {
    await assert.rejects(call({ action: 'log', url: urlOf('none.git') }), {
      code: 'git_failed',
      message: /not found/,
    });
    await assert.rejects(call({ action: 'show', path: 'none.txt' }), { message: /does not exist/ });
    await assert.rejects(call({ action: 'log', ref: 'nowhere' }), {
      message: /couldn't find remote ref nowhere/,
    });
  });

  test('nothing becomes an option, another transport, or a secret behind the walls', async () => {
    for (const args of [
      ...[
        { ref: '--upload-pack=id' },
        { ref: '-x' },
        { ref: 'a..b' },
        { ref: 'HEAD@{1}' },
        { ref: 'a b' },
        { ref: '' },
      ],
      ...[
        { path: '--output=/tmp/x' },
        { path: ':(exclude)a' },
        { path: '/etc/passwd' },
        { from: '--no-index' },
      ],
      ...[{ url: 'ext::sh -c id' }, { url: 'file:///etc' }, { url: 'ssh://git@host/x' }, { url: '/etc' }],
    ])
      assert.equal(
        tool.schema.safeParse({ action: 'diff', url: urlOf(), ...args }).success,
        false,
        JSON.stringify(args),
      );
    await assert.rejects(call({ action: 'log', url: urlOf().replace('//', '//ada:secret@') }), {
      code: 'url_refused',
    });
  });

  test('attributes and submodules of a repository start nothing, and what is malformed is not taken', async () => {
    const submodule = (url: string) => `[submodule "x"]\n\tpath = x\n\turl = ${url}\n`;
    const attributes = '*.txt diff=evil filter=evil merge=evil\n';
    await server.commit({ '.gitattributes': attributes, '.gitmodules': submodule('ext::id') }, 'Strange');
    assert.match((await call({ action: 'clone' })).output, /Strange/);
    assert.equal((await call({ action: 'show', path: 'src.txt' })).output, 'four');
    await server.commit({ '.gitmodules': submodule('-u./payload') }, 'Evil');
    await assert.rejects(call({ action: 'clone' }), { code: 'git_failed', message: /gitmodulesUrl/ });
  });

  test('who does not wait any more ends it, and nothing stays behind', async () => {
    const stop = new AbortController();
    const answer = call({ action: 'clone' }, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(answer, { message: 'enough' });
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith('agenticgen-git-0')),
      [],
    );
  });

  test('a kept repository that is damaged is fetched anew', async () => {
    await allow([`git.test:${server.port}`]);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'no archive');
    assert.match((await call({ action: 'log', ref: 'v1', limit: 1 })).output, /Add two$/);
    assert.ok(server.asked.length > 0);
  });
});
