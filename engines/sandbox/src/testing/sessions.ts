import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../lib/execution.ts';
import type { Sandbox } from '../lib/sandbox.ts';

const printOf = (language: Language, text: string) =>
  language === 'python' ? `print("${text}")` : `console.log("${text}")`;
const ENDLESS: Record<Language, string> = {
  python: 'import time\nwhile True: time.sleep(1)  # forever',
  javascript: 'await new Promise(() => {}) // forever',
};

/** What a session of every driver keeps to. */
export function sessionContract(language: Language, sandbox: Sandbox): void {
  test(`${language}: cells of a session come one after the other, with their own output`, async () => {
    const session = await sandbox.openSession({ language });
    let heard = '';
    const onOutput = (_stream: string, text: string) => {
      heard += text;
    };
    const cells = ['one', 'two', 'three'].map((text) =>
      session.run({ code: printOf(language, text) }, { onOutput }),
    );
    const outputs = (await Promise.all(cells)).map(({ stdout, exitCode }) => [stdout, exitCode]);
    assert.deepEqual(outputs, [
      ['one\n', 0],
      ['two\n', 0],
      ['three\n', 0],
    ]);
    assert.equal(heard, 'one\ntwo\nthree\n');
    await session.close();
    assert.equal(await session.ended, 'closed');
  });
  test(`${language}: a cancelled cell ends as cancelled, and the session goes on`, async () => {
    const session = await sandbox.openSession({ language });
    const abort = new AbortController();
    const cell = session.run({ code: ENDLESS[language] }, { signal: abort.signal });
    await new Promise(setImmediate);
    abort.abort();
    assert.equal((await cell).killedBy, 'cancelled');
    assert.equal((await session.run({ code: printOf(language, 'on') })).stdout, 'on\n');
    await session.close();
  });
  test(`${language}: close() ends the cell under way, and no other begins`, async () => {
    const session = await sandbox.openSession({ language });
    const cell = session.run({ code: ENDLESS[language] });
    await new Promise(setImmediate);
    const next = session.run({ code: printOf(language, 'never') });
    next.catch(() => {});
    await session.close();
    assert.equal((await cell).killedBy, 'cancelled');
    await assert.rejects(next, { code: 'sandbox_session_ended' });
    await assert.rejects(session.run({ code: '' }), { code: 'sandbox_session_ended' });
  });
  test(`${language}: a session without a cell for its time is closed`, async () => {
    const session = await sandbox.openSession({ language, idleMs: 50 });
    const kept = setTimeout(() => {}, 60_000);
    assert.equal(await session.ended, 'idle');
    clearTimeout(kept);
    await assert.rejects(session.run({ code: '' }), { code: 'sandbox_session_ended' });
  });
  test(`${language}: what is no session and no cell is refused`, async () => {
    const file = { name: '../up', bytes: new Uint8Array(1) };
    await assert.rejects(sandbox.openSession({ language, files: [file] }), {
      code: 'sandbox_file_name_invalid',
    });
    await assert.rejects(sandbox.openSession({ language: 'perl' as Language }), {
      code: 'sandbox_language_unknown',
    });
    const session = await sandbox.openSession({ language });
    await assert.rejects(session.run({ code: '', files: [file] }), { code: 'sandbox_file_name_invalid' });
    await assert.rejects(session.run({ code: '', limits: { wallMs: 0 } }), { code: 'sandbox_limit_invalid' });
    await session.close();
  });
}
