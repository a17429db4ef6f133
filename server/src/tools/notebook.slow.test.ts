import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { bubblewrap, createSandbox } from '@agenticgen/sandbox';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { notebookTool } from './notebook.ts';
import { systemResolve } from './public-address.ts';
import type { ToolContext } from './tool.ts';

const sandbox = createSandbox({ driver: bubblewrap({ standbys: 0 }) });

describe('notebooks', () => {
  after(() => sandbox.close());

  function notebook(bench: ToolBench) {
    const tool = notebookTool({ ...bench, sandbox, egress: { resolve: systemResolve, namedHosts: [] } });
    const run = (code: string, more: object = {}, context: Partial<ToolContext> = {}) =>
      tool.run(tool.schema.parse({ code, ...more }), { ...bench.context(), ...context });
    return { tool, run };
  }

  test('variables stay from cell to cell, and a new session says that it is one', async () => {
    await using bench = await toolBench();
    const { run } = notebook(bench);
    assert.match((await run('x = 20')).output, /^\[A new session: no variables yet\]/);
    const second = await run('print(x + 22)');
    assert.deepEqual([second.ok, second.output], [true, 'Output:\n42']);
    const third = await run('print(x)', { restart: true });
    assert.equal(third.ok, false);
    assert.match(third.output, /NameError/);
  });

  test('conversations and people do not see the variables of each other', async () => {
    await using bench = await toolBench();
    const { run } = notebook(bench);
    await run('secret = 1');
    const other = await run('print(secret)', {}, { area: 'conversation:other' });
    assert.match(other.output, /NameError/);
    const principal = { ...bench.principal, userId: 'somebody' };
    assert.match((await run('print(secret)', {}, { principal })).output, /NameError/);
  });

  test('files that come later are there, figures and what is written are kept once', async () => {
    await using bench = await toolBench();
    const { run } = notebook(bench);
    await run('import matplotlib.pyplot as plt');
    await bench.save('a.csv', 'x\n3\n');
    const { output, files } = await run(
      'import pandas as pd\nprint(pd.read_csv("a.csv").x.sum())\nopen("b.txt", "w").write("b")\nplt.plot([1, 2])\nplt.show()',
    );
    assert.match(output, /^Output:\n3/);
    assert.deepEqual(files.map(({ name }) => name.replace(/.*\.png$/, 'figure')).sort(), ['b.txt', 'figure']);
    assert.deepEqual((await run('print(1)')).files, []);
  });

  test('a session whose process ends is told, and the next cell begins anew', async () => {
    await using bench = await toolBench();
    const { run } = notebook(bench);
    const killed = await run('y = 1\nimport os\nos._exit(3)').catch((error: Error) => ({
      ok: false,
      output: error.message,
    }));
    assert.equal(killed.ok, false);
    const next = await run('print("alive")');
    assert.match(next.output, /^\[A new session: no variables yet\]\nOutput:\nalive/);
  });
});
