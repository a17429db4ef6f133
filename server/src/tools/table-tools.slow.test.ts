import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { bubblewrap, createSandbox } from '@agenticgen/sandbox';
import { toolBench } from '../testing/tools.ts';
import { systemResolve } from './public-address.ts';
import { chartTool, dataTableTool } from './table-tools.ts';

const sandbox = createSandbox({ driver: bubblewrap({ standbys: 0 }) });
const egress = { resolve: systemResolve, namedHosts: [] };
const SALES = 'city,amount,year\nOslo,10,2025\nBergen,5,2025\nOslo,20,2026\n"a""); import os #",1,2026\n';

/** Written by pyarrow 25 and by openpyxl 3.0. */
const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));

describe('tools for tables', () => {
  after(() => sandbox.close());

  async function use(
    make: typeof dataTableTool | typeof chartTool,
    given: object,
    content: string | Uint8Array = SALES,
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

  test('tables with other separators and as JSON are read', async () => {
    const tsv = await use(dataTableTool, { action: 'query' }, 'a\tb\n1\t2\n', 'a.tsv');
    assert.equal(tsv.output, '1 rows\na,b\n1,2');
    const json = await use(dataTableTool, { action: 'query' }, '[{"a":1},{"a":2}]', 'a.json');
    assert.equal(json.output, '2 rows\na\n1\n2');
  });

  test('a workbook is read, by sheet, with its dates', async () => {
    const bytes = fixture('workbook.xlsx');
    const first = await use(dataTableTool, { action: 'query' }, bytes, 'b.xlsx');
    assert.equal(first.output, '2 rows\ncity,amount,day\nOslo,10,2026-01-01\n北京,5,2026-01-02');
    const second = await use(dataTableTool, { action: 'query', sheet: 'Second' }, bytes, 'b.xlsx');
    assert.equal(second.output, '1 rows\nx\n7');
    const { output } = await use(dataTableTool, {}, bytes, 'b.xlsx');
    assert.match(output, /day: datetime64\[ns\], 0 missing/);
  });

  for (const name of ['types', 'types-snappy', 'types-gzip', 'types-zstd', 'types-brotli']) {
    test(`Parquet is read with its types: ${name}, as pyarrow wrote it`, async () => {
      const bytes = fixture(`${name}.parquet`);
      const { output } = await use(dataTableTool, {}, bytes, 'a.parquet');
      assert.match(output, /^6 rows, 9 columns\ncity: object, 1 missing\namount: Int64, 1 missing\n/);
      assert.match(
        output,
        /price: float64, 2 missing\npaid: boolean, 1 missing\nday: datetime64\[ns\], 0 missing\n/,
      );
      const rows = await use(
        dataTableTool,
        { action: 'query', select: ['city', 'amount', 'price', 'at', 'cost', 'tags'], saveAs: 'out.csv' },
        bytes,
        'a.parquet',
      );
      assert.deepEqual(rows.kept?.trim().split('\n'), [
        'city,amount,price,at,cost,tags',
        `Oslo,10,1.5,2026-01-01 12:30:15.250,12.34,"['a', 'b']"`,
        'Bergen,5,,2026-01-02 12:30:15.250,-0.05,[]',
        ',20,,2026-01-03 12:30:15.250,,',
        `007,,2.25,2026-01-04 12:30:15.250,1.0,['c']`,
        `,-1,1e+300,2026-01-05 12:30:15.250,2.0,['d']`,
        `北京,9007199254740993,-0.5,,3.0,['e']`,
      ]);
    });
  }

  test('Parquet is grouped and drawn like any other table', async () => {
    const bytes = fixture('types-snappy.parquet');
    const query = { action: 'query', groupBy: ['kind'], aggregate: [{ column: 'cost', by: 'sum' }] };
    const { output } = await use(dataTableTool, query, bytes, 'a.parquet');
    assert.equal(output, '2 rows\nkind,cost sum\nx,13.34\ny,4.95');
    const { files } = await use(chartTool, { kind: 'bar', x: 'kind', y: ['cost'] }, bytes, 'a.parquet');
    assert.deepEqual(
      files.map(({ media_type }) => media_type),
      ['image/png'],
    );
  });

  test('what is no Parquet, or compressed in a way that is not known, says so', async () => {
    for (const [bytes, reason] of [
      ['PAR1', /The Parquet file cannot be read/],
      [Buffer.alloc(5_000, 7), /The Parquet file cannot be read/],
      [fixture('types-lz4.parquet'), /unsupported compression codec: LZ4/],
    ] as const) {
      const failed = use(dataTableTool, {}, bytes, 'a.parquet');
      await assert.rejects(failed, { code: 'program_failed', message: reason });
    }
    await assert.rejects(use(dataTableTool, { file: 'other.parquet' }, 'PAR1', 'a.parquet'), {
      code: 'program_failed',
      message: /There is no file called other\.parquet/,
    });
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
