import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { bubblewrap, createSandbox } from '@agenticgen/sandbox';
import { toolBench } from '../testing/tools.ts';
import { systemResolve } from './public-address.ts';
import { chartTool, dataTableTool } from './table-tools.ts';

const sandbox = createSandbox({ driver: bubblewrap({ standbys: 0 }) });
const egress = { resolve: systemResolve, namedHosts: [] };
const SALES = 'city,amount,year\nOslo,10,2025\nBergen,5,2025\nOslo,20,2026\n"a""); import os #",1,2026\n';

describe('tools for tables', () => {
  after(() => sandbox.close());

  async function use(
    make: typeof dataTableTool | typeof chartTool,
    given: object,
    content = SALES,
    name = 'sales.csv',
  ) {
    await using bench = await toolBench();
    await bench.save(name, content);
    const tool = make({ ...bench, sandbox, egress });
    const parsed = tool.schema.parse({ file: name, ...given });
    const result = await tool.run(parsed as never, bench.context());
    return { ...result, kept: await bench.textOf('out.csv') };
  }

  test('a table is described: rows, columns with their types, and what its numbers are', async () => {
    const { output } = await use(dataTableTool, {});
    assert.match(output, /^4 rows, 3 columns\ncity: object, 0 missing\namount: int64, 0 missing/);
    assert.match(output, /mean/);
  });

  test('rows are filtered, grouped, aggregated and sorted, and all of them kept as a file', async () => {
    const { output, kept, files } = await use(dataTableTool, {
      action: 'query',
      where: [{ column: 'city', op: 'in', value: ['Oslo', 'Bergen'] }],
      groupBy: ['city'],
      aggregate: [{ column: 'amount', by: 'sum' }],
      sort: [{ column: 'amount sum', descending: true }],
      limit: 1,
      saveAs: 'out.csv',
    });
    assert.equal(output, '2 rows\ncity,amount sum\nOslo,30');
    assert.equal(kept, 'city,amount sum\nOslo,30\nBergen,5\n');
    assert.deepEqual(
      files.map(({ name }) => name),
      ['out.csv'],
    );
  });

  test('what looks like code in names and values stays what it is', async () => {
    const where = [{ column: 'city', op: 'contains', value: '"); import os' }];
    const { output } = await use(dataTableTool, { action: 'query', where, select: ['amount'] });
    assert.equal(output, '1 rows\namount\n1');
  });

  test('a column that is not there is told with those that are', async () => {
    await assert.rejects(use(dataTableTool, { action: 'query', select: ['town'] }), {
      code: 'program_failed',
      message: /There is no column town\. There are: city, amount, year/,
    });
  });

  test('tables with other separators and as JSON are read; a format without its package says which it needs', async () => {
    const tsv = await use(dataTableTool, { action: 'query' }, 'a\tb\n1\t2\n', 'a.tsv');
    assert.equal(tsv.output, '1 rows\na,b\n1,2');
    const json = await use(dataTableTool, { action: 'query' }, '[{"a":1},{"a":2}]', 'a.json');
    assert.equal(json.output, '2 rows\na\n1\n2');
    await assert.rejects(use(dataTableTool, {}, 'PAR1', 'a.parquet'), (error: Error) =>
      /This machine cannot read \.parquet|Parquet/i.test(error.message),
    );
  });

  test('each kind of chart is a picture', async () => {
    for (const kind of ['line', 'bar', 'scatter', 'histogram', 'box', 'pie']) {
      const { output, files } = await use(chartTool, { kind, x: 'city', y: ['amount'], title: 'Sales 销售' });
      assert.match(output, new RegExp(`^${kind} of amount`));
      assert.deepEqual(
        files.map(({ media_type }) => media_type),
        ['image/png'],
        kind,
      );
    }
  });
});
