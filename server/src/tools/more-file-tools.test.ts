import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { draftEmailTool } from './draft-email.ts';
import { diffFilesTool, listFilesTool, patchFileTool, searchFilesTool } from './more-file-tools.ts';
import type { Tool } from './tool.ts';

async function use<I>(bench: ToolBench, make: (needs: ToolBench) => Tool<I>, given: object) {
  const tool = make(bench);
  return tool.run(tool.schema.parse(given), bench.context());
}

test('list_files tells names, types and sizes, and that there are none', async () => {
  await using bench = await toolBench();
  assert.equal((await use(bench, listFilesTool, {})).output, 'There are no files');
  await bench.save('a.csv', 'x,y');
  assert.equal((await use(bench, listFilesTool, {})).output, 'a.csv (text/csv, 3 bytes)');
});

test('search_files finds lines of text files, and leaves out what is no text', async () => {
  await using bench = await toolBench();
  await bench.save('a.txt', 'one\nTwo (x)\nthree');
  await bench.save('b.md', 'two');
  await bench.save('c.bin', new Uint8Array([0, 1, 116, 119, 111]));
  assert.deepEqual((await use(bench, searchFilesTool, { text: 'two' })).output.split('\n').sort(), [
    'a.txt:2: Two (x)',
    'b.md:1: two',
  ]);
  assert.equal((await use(bench, searchFilesTool, { text: 'two', matchCase: true })).output, 'b.md:1: two');
  assert.equal((await use(bench, searchFilesTool, { text: '(x' })).output, 'a.txt:2: Two (x)');
  assert.equal((await use(bench, searchFilesTool, { text: 'nowhere' })).output, 'No file has it');
});

test('diff_files gives a patch that patch_file applies', async () => {
  await using bench = await toolBench();
  await bench.save('old.txt', 'one\ntwo\nthree\n');
  await bench.save('new.txt', 'one\n2\nthree\n');
  const { output: patch } = await use(bench, diffFilesTool, { before: 'old.txt', after: 'new.txt' });
  assert.match(patch, /^-two$/m);
  assert.match(patch, /^\+2$/m);
  const { output, files } = await use(bench, patchFileTool, { name: 'old.txt', patch });
  assert.equal(output, 'Changed old.txt (12 bytes)');
  assert.equal(files.length, 1);
  assert.equal(await bench.textOf('old.txt'), 'one\n2\nthree\n');
  assert.equal(
    (await use(bench, diffFilesTool, { before: 'old.txt', after: 'new.txt' })).output,
    'The files are equal',
  );
});

test('a patch that does not fit changes nothing', async () => {
  await using bench = await toolBench();
  await bench.save('a.txt', 'something else\n');
  for (const patch of ['--- a\n+++ a\n@@ -1,1 +1,1 @@\n-one\n+two\n', '@@ nonsense']) {
    await assert.rejects(use(bench, patchFileTool, { name: 'a.txt', patch }), { code: 'patch_misfit' });
  }
  assert.equal(await bench.textOf('a.txt'), 'something else\n');
});

test('two texts that differ too much to compare in time are told so', async () => {
  await using bench = await toolBench();
  const noise = (seed: number) =>
    Array.from({ length: 40_000 }, (_, index) => `${((index + 1) * seed) % 9_973}`).join('\n');
  await bench.save('a.txt', noise(7_919));
  await bench.save('b.txt', noise(104_729));
  const compared = use(bench, diffFilesTool, { before: 'a.txt', after: 'b.txt' });
  await assert.rejects(compared, { code: 'diff_too_large' });
});

test('a file that is not there and one that is no text are told', async () => {
  await using bench = await toolBench();
  await bench.save('c.bin', new Uint8Array([0, 1, 2]));
  await assert.rejects(use(bench, diffFilesTool, { before: 'none', after: 'none' }), {
    code: 'file_unknown',
  });
  await assert.rejects(use(bench, patchFileTool, { name: 'c.bin', patch: 'x' }), { code: 'file_not_text' });
});

test('draft_email writes a message with its attachments that a mail program opens, and sends nothing', async () => {
  await using bench = await toolBench();
  await bench.save('a.csv', 'x,y');
  const given = { to: ['ann@example.org'], subject: 'Grüße 你好', body: 'Dear Ann', attachments: ['a.csv'] };
  const { output, files } = await use(bench, draftEmailTool, given);
  assert.match(output, /^Drafted Grüße 你好\.eml to ann@example\.org; it was not sent$/);
  const text = (await bench.files.read(files[0]!)).toString('utf8');
  assert.match(text, /^To: ann@example\.org\r$/m);
  assert.match(text, /^X-Unsent: 1\r$/m);
  assert.match(text, /^Subject: =\?UTF-8\?/m);
  assert.match(text, /filename="?a\.csv"?/);
  assert.match(text, /Dear Ann/);
});

test('draft_email tells which files it could not attach', async () => {
  await using bench = await toolBench();
  const given = { subject: 'S', body: 'B', attachments: ['none.csv'] };
  const { output } = await use(bench, draftEmailTool, given);
  assert.match(output, /Not attached, since there is no such file: none\.csv$/);
});

test('a subject that would add headers is refused', async () => {
  const wrong = draftEmailTool({} as never).schema.safeParse({
    subject: 'a\r\nBcc: all@example.org',
    body: 'b',
  });
  assert.equal(wrong.success, false);
});
