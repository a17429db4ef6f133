import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { bubblewrap, createSandbox } from '@agenticgen/sandbox';
import { tableCode, wantsPlot } from './table-code.ts';

const SALES = 'region,month,units,price\nnorth,Jan,10,2.5\nsouth,Jan,20,3.5\nnorth,Feb,30,\n';

test('wantsPlot() hears a wish for a picture in both languages', () => {
  for (const text of ['Plot it', 'a bar chart please', 'histogram of units', '画图', '可视化一下'])
    assert.equal(wantsPlot(text), true, text);
  for (const text of ['What is the total?', '平均值是多少', 'plotting is not asked'])
    assert.equal(wantsPlot(text), false, text);
});

test('names and questions go into the program as literals, never as code', () => {
  const code = tableCode({ file: '"; import os; "', question: 'x"""\\\nimport os' });
  assert.ok(code.includes('file = "\\"; import os; \\""'));
  assert.doesNotMatch(code, /^import os/m);
});

describe('tableCode() in the real sandbox', () => {
  const sandbox = createSandbox({ driver: bubblewrap() });
  after(() => sandbox.close());

  async function run(question: string, content: string | Uint8Array = SALES, file = 'sales.csv') {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const code = tableCode({ file, question });
    const execution = await sandbox.run({ language: 'python', code, files: [{ name: file, bytes }] });
    assert.equal(execution.exitCode, 0, `${question}: ${execution.stderr}`);
    return execution;
  }

  test('totals the column that the question names, by the group that it names', async () => {
    const { stdout } = await run('What is the total of units per region?');
    assert.match(stdout, /3 rows, 4 columns: region, month, units, price/);
    assert.match(stdout, /north\s+40/);
    assert.match(stdout, /south\s+20/);
  });

  test('hears each aggregate in both languages', async () => {
    const cases: [string, RegExp][] = [
      ['average of units', /units\s+20/],
      ['units 的平均值', /units\s+20/],
      ['sum of units', /units\s+60/],
      ['units 总计', /units\s+60/],
      ['highest units', /units\s+30/],
      ['units 最小', /units\s+10/],
      ['median of units', /units\s+20/],
    ];
    for (const [question, value] of cases) assert.match((await run(question)).stdout, value, question);
  });

  test('describes the table and its missing values where nothing is asked', async () => {
    const { stdout } = await run('Look at this');
    assert.match(stdout, /Missing values: \{'price': 1\}/);
    assert.match(stdout, /mean/);
  });

  test('draws each kind of chart as one figure', async () => {
    for (const question of [
      'plot units',
      'bar chart of units per region',
      'scatter plot of units against price',
      'histogram of units',
      'pie chart of units per region',
      '画出 units 的柱状图',
    ]) {
      const { figures } = await run(question);
      assert.equal(figures.filter(({ mediaType }) => mediaType === 'image/png').length, 1, question);
    }
  });

  test('a table without numbers says why it cannot be drawn', async () => {
    const bytes = new TextEncoder().encode('name,colour\na,red\n');
    const code = tableCode({ file: 'a.csv', question: 'plot it' });
    const { stderr, exitCode } = await sandbox.run({
      language: 'python',
      code,
      files: [{ name: 'a.csv', bytes }],
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /no column of numbers to plot/);
  });

  test('reads semicolons, tabs, a single column and JSON', async () => {
    assert.match((await run('sum of b', 'a;b\n1;2\n3;4\n')).stdout, /b\s+6/);
    assert.match((await run('sum of b', 'a\tb\n1\t2\n3\t4\n', 't.tsv')).stdout, /b\s+6/);
    assert.match((await run('sum of units', 'units\n1\n2\n3\n')).stdout, /units\s+6/);
    assert.match((await run('sum of b', '[{"a":1,"b":2},{"a":3,"b":4}]', 't.json')).stdout, /b\s+6/);
  });

  test('reads tables as spreadsheets save them: with a byte order mark, in GBK, in Windows-1252', async () => {
    assert.match((await run('sum of units', `\ufeffunits,b\n1,2\n2,3\n`)).stdout, /units\s+3/);
    const gbk = Buffer.from([0xca, 0xfd, 0xc1, 0xbf, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0x32, 0x0a]); // 数量,b 1,2
    assert.match((await run('数量总计', gbk)).stdout, /数量\s+1/);
    const latin = Buffer.from('Stück,b\n4,2\n', 'latin1');
    assert.match((await run('total', latin)).stdout, /4/);
  });
});
