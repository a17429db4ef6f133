import { z } from 'zod';
import { runProgram } from './program.ts';
import type { RunCodeNeeds } from './run-code.ts';
import { PARQUET_LIMITS, parquetColumns } from './table-parquet.ts';
import { CHART_PROGRAM, TABLE_PROGRAM } from './table-program.ts';
import type { Tool, ToolContext, ToolResult } from './tool.ts';

const column = z.string().min(1).max(200);
const file = z
  .string()
  .min(1)
  .max(200)
  .describe('A table of this conversation: CSV, TSV, JSON, XLSX or Parquet');
const sheet = z.string().max(100).optional().describe('Of a workbook; default: the first');
const OPS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'contains'] as const;
const AGGREGATES = ['count', 'sum', 'mean', 'median', 'min', 'max', 'std', 'nunique'] as const;
const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

const tableSchema = z.object({
  file,
  sheet,
  action: z.enum(['describe', 'query']).default('describe'),
  where: z
    .array(z.object({ column, op: z.enum(OPS), value: z.union([scalar, z.array(scalar).max(500)]) }))
    .max(20)
    .default([]),
  groupBy: z.array(column).max(10).default([]),
  aggregate: z
    .array(z.object({ column, by: z.enum(AGGREGATES) }))
    .max(20)
    .default([]),
  select: z.array(column).max(100).default([]),
  sort: z
    .array(z.object({ column, descending: z.boolean().default(false) }))
    .max(10)
    .default([]),
  limit: z.number().int().min(1).max(500).default(50),
  saveAs: z
    .string()
    .regex(/^[\p{L}\p{N}_. -]{1,100}\.csv$/u)
    .optional()
    .describe('Keeps all rows of the result as this CSV file'),
});

const chartSchema = z.object({
  file,
  sheet,
  kind: z.enum(['line', 'bar', 'scatter', 'histogram', 'box', 'pie']),
  x: column.optional(),
  y: z.array(column).min(1).max(8),
  title: z.string().max(200).optional(),
});

/** Runs a program of ours with what was asked for as its data: nobody's text becomes code. */
async function ran(
  needs: RunCodeNeeds,
  context: ToolContext,
  code: string,
  inputs: { file: string },
): Promise<ToolResult> {
  const columns = await parquetColumns(needs, context, inputs.file);
  const given = { language: 'python' as const, code, inputs: { ...inputs } };
  const converted = columns ? { files: columns, limits: PARQUET_LIMITS } : {};
  const { stdout, files } = await runProgram(needs, context, { ...given, ...converted });
  return { ok: true, output: stdout.trim(), files, citations: [] };
}

const TRAITS = { timeoutMs: 120_000 };

/** data_table: what a table holds, and rows of it: filtered, grouped, sorted, by pandas in the sandbox. */
export function dataTableTool(needs: RunCodeNeeds): Tool<z.infer<typeof tableSchema>> {
  return {
    name: 'data_table',
    title: 'Look into a table',
    description:
      'Describes a table file of this conversation (columns, types, statistics) or queries it: filter, group, aggregate, sort; the result may be kept as a CSV file.',
    effect: 'read',
    schema: tableSchema,
    traits: TRAITS,
    run: (input, context) => ran(needs, context, TABLE_PROGRAM, input),
  };
}

/** chart: a picture of columns of a table, by matplotlib in the sandbox. */
export function chartTool(needs: RunCodeNeeds): Tool<z.infer<typeof chartSchema>> {
  return {
    name: 'chart',
    title: 'Draw a chart',
    description:
      'Draws columns of a table file of this conversation: line, bar, scatter, histogram, box or pie.',
    effect: 'read',
    schema: chartSchema,
    traits: TRAITS,
    run: (input, context) => ran(needs, context, CHART_PROGRAM, input),
  };
}
