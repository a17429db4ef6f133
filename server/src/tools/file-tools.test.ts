import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { readFileTool, writeFileTool } from './file-tools.ts';
import { MAX_TOOL_OUTPUT_LENGTH } from './tool.ts';

describe('read_file and write_file', () => {
  let bench: ToolBench;
  before(async () => {
    bench = await toolBench();
  });
  after(() => bench[Symbol.asyncDispose]());

  const read = (name: string, offset = 0) => readFileTool(bench).run({ name, offset }, bench.context());
  const write = (name: string, content: string) =>
    writeFileTool(bench).run({ name, content }, bench.context());

  test('what is written is read back, in any script', async () => {
    const { ok, output, files } = await write('笔记 notes.md', 'héllo 世界 🎈');
    assert.equal(ok, true);
    assert.equal(output, 'Saved 笔记 notes.md (18 bytes)');
    assert.deepEqual(
      files.map(({ name }) => name),
      ['笔记 notes.md'],
    );
    assert.deepEqual(await read('笔记 notes.md'), {
      ok: true,
      output: 'héllo 世界 🎈',
      files: [],
      citations: [],
    });
  });

  test('a second version replaces the first for whoever reads by name', async () => {
    await write('plan.txt', 'first');
    await write('plan.txt', 'second');
    assert.equal((await read('plan.txt')).output, 'second');
  });

  test('a name is the same name however its letters are composed', async () => {
    await write('Café.txt'.normalize('NFD'), 'coffee');
    assert.equal((await read(' Café.txt ')).output, 'coffee');
  });

  test('write_file refuses names that are paths, invisible or misleading, and writes nothing', async () => {
    const names = [
      '',
      ' ',
      '.',
      '..',
      '../up.txt',
      '/etc/passwd',
      'a/b.txt',
      'a\\b.txt',
      '..\\..\\up.txt',
      'nul\0.txt',
      'bell\u0007.txt',
      'line\nbreak.txt',
      'escape\u001b[31m.txt',
      'invoice\u202efdp.exe',
      'left\u2066right\u2069.txt',
      'mark\u200e.txt',
      'arabic\u061cmark.txt',
      'zero\u200bwidth.txt',
      'separator\u2028.txt',
      'byte\ufefforder.txt',
      'half \ud83c.txt',
      'x'.repeat(201),
    ];
    const before = await bench.files.list(bench.db, bench.area);
    for (const name of names)
      await assert.rejects(write(name, 'x'), { code: 'file_name_invalid' }, JSON.stringify(name));
    assert.deepEqual(await bench.files.list(bench.db, bench.area), before);
  });

  test('read_file finds nothing under a path, and names what there is', async () => {
    for (const name of ['../../etc/passwd', '/etc/passwd', '..', 'plan.txt\0', 'C:\\plan.txt']) {
      const { ok, output } = await read(name);
      assert.equal(ok, false, name);
      assert.match(output, /^Cannot read file: the conversation has none called .*It has: .*plan\.txt/s);
    }
  });

  test('read_file of an empty conversation says that there are no files', async () => {
    await using empty = await toolBench();
    const { output } = await readFileTool(empty).run({ name: 'a.txt', offset: 0 }, empty.context());
    assert.equal(output, 'Cannot read file: the conversation has none called "a.txt". It has: no files');
  });

  test('read_file sees no file of another conversation', async () => {
    const context = { ...bench.context(), area: 'conversation:another' };
    const { ok } = await readFileTool(bench).run({ name: 'plan.txt', offset: 0 }, context);
    assert.equal(ok, false);
  });

  test('read_file goes through a long file a stretch at a time, and loses nothing', async () => {
    const whole = Array.from({ length: 9_000 }, (_, index) => `line ${index}`).join('\n');
    await write('long.txt', whole);
    let text = '';
    let offset: number | undefined = 0;
    let reads = 0;
    while (offset !== undefined) {
      const { output }: { output: string } = await read('long.txt', offset);
      assert.ok(output.length <= MAX_TOOL_OUTPUT_LENGTH);
      const more: RegExpExecArray | null = /\n\[\d+ more characters; read on at offset (\d+)\]$/.exec(output);
      text += more ? output.slice(0, more.index) : output;
      offset = more ? Number(more[1]) : undefined;
      reads++;
    }
    assert.equal(text, whole);
    assert.ok(reads > 3 && reads < 10, `${reads} reads`);
  });

  test('read_file beyond the end reads nothing', async () => {
    assert.equal((await read('plan.txt', 10_000)).output, '');
  });

  test('read_file leaves bytes to run_code', async () => {
    await bench.save('picture.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));
    await assert.rejects(read('picture.png'), {
      code: 'file_not_text',
      message: 'Cannot read file: "picture.png" is not text; run_code can open it',
    });
  });
});
