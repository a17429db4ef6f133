import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Egress, EgressRequest } from '../lib/execution.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { bubblewrap } from './bubblewrap.ts';

suite('the way out of the sandbox', () => {
  const sandbox = createSandbox({ driver: bubblewrap() });
  after(() => sandbox.close());
  const run = async (code: string, answer: Egress = async () => ({ refused: 'nothing is' })) => {
    const asked: EgressRequest[] = [];
    const egress: Egress = (request, signal) => {
      asked.push(request);
      return answer(request, signal);
    };
    return { ...(await sandbox.run({ language: 'python', code }, { egress })), asked };
  };
  const text: Egress = async ({ url }) => ({
    status: url.endsWith('/gone') ? 404 : url.endsWith('/moved') ? 302 : 200,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ...(url.endsWith('/moved') ? [['location', 'http://api.example/there'] as [string, string]] : []),
    ],
    body: Buffer.from(`answer of ${url}`),
  });

  test('urllib reaches the broker, with method, headers and body, and reads its answer', async () => {
    const { stdout, stderr, asked } = await run(
      'import urllib.request as u\nr = u.urlopen(u.Request("https://api.example/x?y=1", data=b"abc", method="PUT", headers={"X-One": "1"}))\nprint(r.status, r.headers["content-type"], r.read().decode())',
      text,
    );
    assert.equal(stdout, '200 text/plain; charset=utf-8 answer of https://api.example/x?y=1\n', stderr);
    const [{ method, url, headers, body } = {} as EgressRequest] = asked;
    assert.deepEqual(
      [method, url, Buffer.from(body).toString()],
      ['PUT', 'https://api.example/x?y=1', 'abc'],
    );
    assert.ok(headers.some(([name, value]) => name.toLowerCase() === 'x-one' && value === '1'));
  });

  test('requests reaches it as well, redirects are asked for anew, and errors are its own', async () => {
    const { stdout, stderr, asked } = await run(
      'import requests\nprint(requests.get("http://api.example/moved").text)\nprint(requests.get("http://api.example/gone").status_code)\ns = requests.Session()\nprint(s.get("http://api.example/a", params={"q": "ä"}).ok)',
      text,
    );
    assert.equal(stdout, 'answer of http://api.example/there\n404\nTrue\n', stderr);
    assert.deepEqual(
      asked.map(({ url }) => url),
      [
        'http://api.example/moved',
        'http://api.example/there',
        'http://api.example/gone',
        'http://api.example/a?q=%C3%A4',
      ],
    );
  });

  test('a refusal is an error that code can catch, with the reason', async () => {
    const { stdout } = await run(
      'import urllib.request, urllib.error\ntry: urllib.request.urlopen("http://evil.example/")\nexcept urllib.error.URLError as error: print(error)\nimport requests\ntry: requests.get("http://evil.example/")\nexcept requests.ConnectionError as error: print(error)',
    );
    assert.equal(stdout.match(/Refused by the egress policy: nothing is/g)?.length, 2, stdout);
  });

  test('threads that ask at once each get their own answer', async () => {
    const { stdout, stderr } = await run(
      'import urllib.request\nfrom concurrent.futures import ThreadPoolExecutor\nask = lambda i: urllib.request.urlopen(f"http://api.example/{i}").read().decode()\nwith ThreadPoolExecutor(8) as pool: print(sorted(pool.map(ask, range(20)), key=len)[:1], len(set(pool.map(ask, range(20)))))',
      text,
    );
    assert.equal(stdout, "['answer of http://api.example/0'] 20\n", stderr);
  });

  test('without a broker there is no way out, and no descriptor for one', async () => {
    const { stderr } = await sandbox.run({ language: 'python', code: 'import os\nos.write(5, b"x")' });
    assert.match(stderr, /Bad file descriptor/);
    const { refused } = await sandbox.run({
      language: 'python',
      code: 'import urllib.request\ntry: urllib.request.urlopen("http://api.example/")\nexcept OSError: pass',
    });
    assert.equal(refused?.[0]?.rule, 'network');
  });

  test('nonsense on the descriptor ends the conversation and not the run', async () => {
    const { stdout, asked } = await run(
      'import os, urllib.request\nos.write(5, b"\\xff" * 100)\ntry: urllib.request.urlopen("http://api.example/")\nexcept OSError: print("no more")\nprint("goes on")',
      text,
    );
    assert.equal(stdout, 'no more\ngoes on\n');
    assert.deepEqual(asked, []);
  });

  test('a request that nobody answers ends with the run', async () => {
    let aborted = false;
    const { killedBy } = await sandbox.run(
      {
        language: 'python',
        code: 'import urllib.request\nurllib.request.urlopen("http://api.example/")',
        limits: { wallMs: 500 },
      },
      {
        egress: (_request, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted = true;
              resolve({ refused: 'over' });
            });
          }),
      },
    );
    assert.equal(killedBy, 'wall');
    assert.equal(aborted, true);
  });

  const inJavascript = async (code: string, answer: Egress = text) => {
    const asked: EgressRequest[] = [];
    const egress: Egress = (request, signal) => {
      asked.push(request);
      return answer(request, signal);
    };
    return { ...(await sandbox.run({ language: 'javascript', code }, { egress })), asked };
  };

  test('fetch of JavaScript reaches the broker, with method, headers and body, and reads its answer', async () => {
    const { stdout, stderr, asked } = await inJavascript(
      'const r = await fetch("https://api.example/x?y=1", { method: "PUT", body: "abc", headers: { "x-one": "1" } }); console.log(r.status, r.ok, r.url, r.headers.get("content-type"), await r.text(), process.argv.slice(1))',
    );
    assert.equal(
      stdout,
      "200 true https://api.example/x?y=1 text/plain; charset=utf-8 answer of https://api.example/x?y=1 [ '/workspace/main.mjs' ]\n",
      stderr,
    );
    const [{ method, url, headers, body } = {} as EgressRequest] = asked;
    assert.deepEqual(
      [method, url, Buffer.from(body).toString()],
      ['PUT', 'https://api.example/x?y=1', 'abc'],
    );
    assert.ok(headers.some(([name, value]) => name === 'x-one' && value === '1'));
  });

  test('fetch asks for redirects anew, many requests at once have each their own answer, and an error has a reason', async () => {
    const { stdout, stderr } = await inJavascript(
      'const r = await fetch("http://api.example/moved"); console.log(await r.text(), r.redirected, (await fetch("http://api.example/gone")).status); const all = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await fetch("http://api.example/" + i)).text())); console.log(new Set(all).size, all[7]); await fetch("http://evil.example/").catch((e) => console.log(e.name, e.cause.message))',
      async (request, signal) =>
        request.url.includes('evil') ? { refused: 'nobody goes there' } : text(request, signal),
    );
    assert.equal(
      stdout,
      'answer of http://api.example/there true 404\n20 answer of http://api.example/7\nTypeError Refused by the egress policy: nobody goes there\n',
      stderr,
    );
  });

  test('JavaScript has no other way, and without a broker none', async () => {
    const code =
      'for (const act of [() => fetch("http://api.example/"), () => new Promise((ok, no) => require("node:http").get("http://127.0.0.1:1/", ok).on("error", no))]) await act().then(() => console.log("REACHED"), (e) => console.log("refused"))';
    assert.equal((await sandbox.run({ language: 'javascript', code })).stdout, 'refused\nrefused\n');
    const { asked, stdout } = await inJavascript(code);
    assert.equal(stdout, 'REACHED\nrefused\n');
    assert.equal(asked.length, 1);
  });

  test('a cell of a session has a way out while it runs, and the next has its own', async () => {
    for (const [language, code] of [
      [
        'python',
        'import urllib.request\nprint(urllib.request.urlopen("http://api.example/").read().decode())',
      ],
      ['javascript', 'console.log(await (await fetch("http://api.example/")).text())'],
    ] as const) {
      const session = await sandbox.openSession({ language, hasEgress: true });
      const answers = (body: string): { egress: Egress } => ({
        egress: async () => ({ status: 200, headers: [], body: Buffer.from(body) }),
      });
      const first = await session.run({ code }, answers('one'));
      assert.match(first.stdout, /^one\n/, first.stderr);
      assert.match((await session.run({ code })).stderr, /this cell has no way out/);
      assert.match((await session.run({ code }, answers('two'))).stdout, /^two\n/);
      await session.close();
    }
  });

  test('an interrupted request of a session ends its way out, and mixes no answers up', async () => {
    const session = await sandbox.openSession({ language: 'python', hasEgress: true });
    const asked = Promise.withResolvers<void>();
    const abort = new AbortController();
    const code =
      'import urllib.request\nprint(urllib.request.urlopen("http://api.example/").read().decode())';
    const late: Egress = (_request, signal) =>
      new Promise((resolve) => {
        asked.resolve();
        signal.addEventListener('abort', () =>
          resolve({ status: 200, headers: [], body: Buffer.from('late') }),
        );
      });
    const cell = session.run({ code }, { egress: late, signal: abort.signal });
    await asked.promise;
    abort.abort();
    assert.equal((await cell).killedBy, 'cancelled');
    const next = await session.run({ code }, { egress: text });
    assert.doesNotMatch(next.stdout, /late/);
    assert.match(next.stderr, /was interrupted/);
    await session.close();
  });
});
