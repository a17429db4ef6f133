// The contract of every driver, and the fake for whoever uses the engine.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { type Driver, type Language, LEVELS } from './lib/execution.ts';
import { createSandbox, type Sandbox } from './lib/sandbox.ts';

import { sessionContract } from './testing/sessions.ts';

export { type MemoryDriverOptions, memoryDriver } from './drivers/memory.ts';

const PRINT: Record<Language, string> = {
  python: 'print("héllo 世界 🎈")',
  javascript: 'console.log("héllo 世界 🎈")',
};
const printOf = (language: Language, text: string) =>
  language === 'python' ? `print("${text}")` : `console.log("${text}")`;
const ENDLESS: Record<Language, string> = {
  python: 'print("begun")\nimport time\nwhile True: time.sleep(1)  # forever',
  javascript: 'console.log("begun"); setInterval(() => {}, 1000); // forever',
};

export function driverContract(
  name: string,
  makeDriver: () => Driver,
  languages: Language[] = ['python', 'javascript'],
): void {
  const makesSessions = makeDriver().openSession !== undefined;
  suite(`${name} keeps the contract of drivers`, () => {
    const sandbox = createSandbox({ driver: makeDriver(), minLevel: LEVELS[0] });
    after(() => sandbox.close());

    test('probe() names the level and the versions', async () => {
      const probe = await sandbox.probe();
      assert.notEqual(probe.level, 'unavailable', `${probe.reason}: ${probe.fix ?? 'no line mends it'}`);
      for (const language of languages) assert.match(probe[language]?.version ?? '', /^\d+\.\d+/);
    });
    for (const language of languages) {
      languageContract(language, sandbox);
      if (makesSessions) sessionContract(language, sandbox);
    }
    test('close() cancels what runs', async () => {
      const other = createSandbox({ driver: makeDriver(), minLevel: LEVELS[0] });
      await other.probe();
      const execution = other.run({ language: 'python', code: ENDLESS.python });
      await other.close();
      assert.equal((await execution).killedBy, 'cancelled');
      await assert.rejects(other.run({ language: 'python', code: '' }), { code: 'sandbox_closed' });
    });
  });
}

function languageContract(language: Language, sandbox: Sandbox): void {
  test(`${language}: stdout comes whole and in pieces, in Unicode`, async () => {
    let heard = '';
    const onOutput = (_stream: string, text: string) => {
      heard += text;
    };
    const execution = await sandbox.run({ language, code: PRINT[language] }, { onOutput });
    assert.equal(execution.stdout, 'héllo 世界 🎈\n');
    assert.equal(heard, execution.stdout);
    assert.equal(execution.exitCode, 0);
    assert.equal(execution.killedBy, undefined);
    assert.deepEqual(execution.truncated, { stdout: false, stderr: false });
  });
  test(`${language}: a cancelled run ends as cancelled`, async () => {
    const abort = new AbortController();
    const execution = sandbox.run({ language, code: ENDLESS[language] }, { signal: abort.signal });
    abort.abort();
    const { exitCode, killedBy } = await execution;
    assert.deepEqual({ exitCode, killedBy }, { exitCode: null, killedBy: 'cancelled' });
  });
  test(`${language}: runs at once have each their own answer`, async () => {
    const executions = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        sandbox.run({ language, code: printOf(language, `run ${index}`) }),
      ),
    );
    assert.deepEqual(
      executions.map(({ stdout }) => stdout),
      Array.from({ length: 4 }, (_, index) => `run ${index}\n`),
    );
  });
  test(`${language}: what is no job is refused and nothing runs`, async () => {
    const file = (name: string) => ({ name, bytes: new Uint8Array(1) });
    for (const files of [[file('../up')], [file('/etc/x')], [file('a\\b')], [file('a'), file('a')]])
      await assert.rejects(sandbox.run({ language, code: '', files }), { code: 'sandbox_file_name_invalid' });
    await assert.rejects(sandbox.run({ language, code: '', limits: { wallMs: 0 } }), {
      code: 'sandbox_limit_invalid',
    });
    await assert.rejects(sandbox.run({ language: 'perl' as Language, code: '' }), {
      code: 'sandbox_language_unknown',
    });
  });
  test(`${language}: a run that is cancelled beforehand never begins`, async () => {
    const { stdout, killedBy } = await sandbox.run(
      { language, code: PRINT[language] },
      { signal: AbortSignal.abort() },
    );
    assert.deepEqual({ stdout, killedBy }, { stdout: '', killedBy: 'cancelled' });
  });
}
