import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bubblewrap, createSandbox, type Execution, type Sandbox } from '@agenticgen/sandbox';
import { type MemoryDriverOptions, memoryDriver } from '@agenticgen/sandbox/testing';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { describe as describeRun, MAX_INPUT_BYTES, MAX_INPUT_FILES, runCodeTool } from './run-code.ts';
import { MAX_TOOL_OUTPUT_LENGTH } from './tool.ts';

const ENDED: Execution = {
  exitCode: 0,
  stdout: '',
  stderr: '',
  files: [],
  figures: [],
  durationMs: 1,
  cpuMs: 1,
  truncated: { stdout: false, stderr: false },
};
const bytesOf = (text: string) => new TextEncoder().encode(text);

function runOn(bench: ToolBench, options: MemoryDriverOptions) {
  const sandbox = createSandbox({ driver: memoryDriver(options) });
  return (code = 'x') =>
    runCodeTool({ ...bench, sandbox }).run({ language: 'python', code }, bench.context());
}

describe('what the model reads of a run', () => {
  test('output, errors, the exit code and the files, each under its name', () => {
    const files = [{ name: 'plot-1.png' }, { name: 'a.csv' }];
    const text = describeRun({ ...ENDED, stdout: 'six\n', stderr: 'Traceback\n', exitCode: 1 }, files);
    assert.equal(text, 'Output:\nsix\n\nErrors:\nTraceback\n\nExit code 1\n\nFiles: plot-1.png, a.csv');
  });

  test('files that were beyond a limit are told', () => {
    const text = describeRun(
      { ...ENDED, stdout: 'x', leftOut: { count: 2, limits: ['fileBytes', 'files'] } },
      [],
    );
    assert.equal(text, 'Output:\nx\n\nFiles not kept: 2, beyond fileBytes, files');
  });

  test('a silent success says so', () => {
    assert.equal(describeRun(ENDED, []), 'The program ended well and printed nothing');
  });

  test('the limit that ended a run is named instead of the exit code', () => {
    const text = describeRun({ ...ENDED, stdout: 'begun', exitCode: null, killedBy: 'memory' }, []);
    assert.equal(text, 'Output:\nbegun\n\nEnded by the memory limit');
  });

  test('long output keeps its beginning, long errors their end, within the limit of tools', () => {
    const text = describeRun(
      { ...ENDED, stdout: `first${'o'.repeat(50_000)}`, stderr: `${'e'.repeat(50_000)}last`, exitCode: 1 },
      [],
    );
    assert.ok(text.length <= MAX_TOOL_OUTPUT_LENGTH);
    assert.match(text, /^Output:\nfirsto+\n\nErrors:\ne+last\n\nExit code 1$/);
  });
});

describe('the files of run_code', () => {
  test('a program is given the files of its conversation, in their newest version', async () => {
    await using bench = await toolBench();
    await bench.save('a.csv', 'old');
    await bench.save('a.csv', 'new');
    const run = runOn(bench, {
      answer: ({ files }) => ({
        stdout: files.map(({ name, bytes }) => `${name}=${new TextDecoder().decode(bytes)}`).join(),
      }),
    });
    assert.equal((await run()).output, 'Output:\na.csv=new');
  });

  test('what it makes is kept; an input that lies there as before is not kept again', async () => {
    await using bench = await toolBench();
    await bench.save('same.txt', 'same');
    await bench.save('changed.txt', 'before');
    const run = runOn(bench, {
      answer: () => ({
        files: [
          { name: 'changed.txt', bytes: bytesOf('after') },
          { name: 'out/table.csv', bytes: bytesOf('1,2') },
          { name: 'same.txt', bytes: bytesOf('same') },
        ],
        figures: [{ name: 'plot-1.png', bytes: bytesOf('png'), mediaType: 'image/png' }],
      }),
    });
    const { ok, output, files } = await run();
    assert.equal(ok, true);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['changed.txt', 'out_table.csv', 'plot-1.png'],
    );
    assert.match(output, /^Files: changed\.txt, out_table\.csv, plot-1\.png$/);
    assert.equal(await bench.textOf('changed.txt'), 'after');
    assert.equal(await bench.textOf('out_table.csv'), '1,2');
  });

  test('a path that is longer than a name may be keeps its end', async () => {
    await using bench = await toolBench();
    const name = `${'a'.repeat(120)}/${'b'.repeat(120)}.csv`;
    const run = runOn(bench, { answer: () => ({ files: [{ name, bytes: bytesOf('1') }] }) });
    const { files } = await run();
    assert.equal(files[0]?.name.length, 200);
    assert.match(files[0]?.name ?? '', /_b+\.csv$/);
  });

  test('a file whose name the sandbox refuses does not keep the program from running', async () => {
    await using bench = await toolBench();
    await bench.save('10:30 minutes.txt', 'with a colon');
    await bench.save(`${'船'.repeat(120)}.txt`, 'longer than a file name may be, in bytes');
    await bench.save('fine.txt', 'fine');
    const run = runOn(bench, { answer: ({ files }) => ({ stdout: files.map(({ name }) => name).join() }) });
    const { ok, output } = await run();
    assert.equal(ok, true);
    assert.match(output, /^Output:\nfine\.txt\n\nNot given to the program: /);
    assert.match(output, /10:30 minutes\.txt/);
  });

  test('more than a program may be given is left out, the largest first, and named', async () => {
    await using bench = await toolBench();
    await bench.save('huge.bin', new Uint8Array(MAX_INPUT_BYTES));
    for (let index = 0; index < MAX_INPUT_FILES; index++) await bench.save(`small-${index}.txt`, `${index}`);
    const run = runOn(bench, { answer: ({ files }) => ({ stdout: `${files.length}` }) });
    assert.equal((await run()).output, `Output:\n${MAX_INPUT_FILES}\n\nNot given to the program: huge.bin`);
  });
});

describe('how run_code fails', () => {
  test('a program that fails is told as failed, with what it said', async () => {
    await using bench = await toolBench();
    const { ok, output } = await runOn(bench, { answer: () => ({ exitCode: 3, stderr: 'ValueError' }) })();
    assert.equal(ok, false);
    assert.equal(output, 'Errors:\nValueError\n\nExit code 3');
  });

  test('without a sandbox nothing runs, and the reason is told', async () => {
    await using bench = await toolBench();
    await assert.rejects(runOn(bench, { unavailable: 'bwrap is not installed' })(), {
      code: 'sandbox_missing',
      message:
        'Cannot run code: this machine has no sandbox (bwrap is not installed), and nothing runs without one',
    });
  });

  test('what the sandbox refuses is a problem with its words', async () => {
    await using bench = await toolBench();
    await assert.rejects(runOn(bench, {})('x'.repeat(2_000_000)), {
      code: 'execution_failed',
      message: /^Cannot run code: it has 2000000 bytes, at most \d+$/,
    });
  });

  test('a stopped answer stops its program', async () => {
    await using bench = await toolBench();
    const sandbox = createSandbox({ driver: memoryDriver() });
    const abort = new AbortController();
    const running = runCodeTool({ ...bench, sandbox }).run(
      { language: 'python', code: 'while True: pass  # forever' },
      bench.context(abort.signal),
    );
    abort.abort();
    const { ok, output } = await running;
    assert.deepEqual({ ok, output }, { ok: false, output: 'Ended by the cancelled limit' });
  });
});

test('in the real sandbox a program reads an attachment and its table and figure are kept', async () => {
  await using bench = await toolBench();
  const sandbox: Sandbox = createSandbox({ driver: bubblewrap() });
  try {
    await bench.save('数据.csv', 'x,y\n1,2\n3,4\n');
    const code = `
import pandas as pd, matplotlib.pyplot as plt
table = pd.read_csv("数据.csv")
print(table.y.sum())
table.to_csv("twice.csv", index=False)
_ = plt.plot(table.x, table.y)
`;
    const { ok, output, files } = await runCodeTool({ ...bench, sandbox }).run(
      { language: 'python', code },
      bench.context(),
    );
    assert.equal(ok, true, output);
    assert.match(output, /^Output:\n6\n\nFiles: twice\.csv, /);
    assert.deepEqual(
      files.map(({ media_type }) => media_type),
      ['text/csv', 'image/png'],
    );
    const figure = await bench.files.read(files[1] ?? { sha256: '' });
    assert.equal(figure.subarray(1, 4).toString(), 'PNG');
  } finally {
    await sandbox.close();
  }
});
