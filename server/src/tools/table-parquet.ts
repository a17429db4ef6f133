// Parquet without a package of Python's: hyparquet reads it in the sandbox, and hands pandas its columns as JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Execution, LIMIT_CEILINGS, type SandboxFile } from '@agenticgen/sandbox';
import { toolErrors } from './errors.ts';
import { describe, type RunCodeNeeds } from './run-code.ts';
import { runInSandbox } from './sandboxed.ts';
import type { ToolContext } from './tool.ts';

/** What pandas finds in the place of the file. */
export const PARQUET_COLUMNS = 'parquet-columns.json';
export const PARQUET_LIMITS = {
  fileBytes: LIMIT_CEILINGS.fileBytes,
  totalFileBytes: LIMIT_CEILINGS.totalFileBytes,
};
const INPUT = 'table.parquet';
const READER = 'hyparquet';

/**
 * Columns with their kinds, so that "007" stays text and large numbers stay whole. A program of ours: what is read
 * never becomes code. Compressions that hyparquet lacks are node's own.
 */
const PROGRAM = `
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects, parquetSchema } from './${READER}/index.js';

const MAX_CHARS = ${PARQUET_LIMITS.fileBytes};
const compressors = { GZIP: gunzipSync, BROTLI: brotliDecompressSync, ZSTD: zstdDecompressSync };
const bytes = readFileSync('${INPUT}');
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);

const kindOf = (values) => {
  const kinds = new Set(values.filter((value) => value !== null && value !== undefined).map(kindOfValue));
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return 'number';
  return kinds.size === 1 ? [...kinds][0] : 'other';
};
const kindOfValue = (value) => {
  if (value instanceof Date) return 'date';
  if (typeof value === 'bigint') return 'integer';
  return { number: 'number', boolean: 'boolean', string: 'text' }[typeof value] ?? 'other';
};
const plain = (value) => {
  if (value === undefined || Number.isNaN(value)) return null;
  if (typeof value === 'bigint') return JSON.rawJSON(String(value));
  if (value === Infinity || value === -Infinity) return JSON.rawJSON(value > 0 ? '1e999' : '-1e999');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
};

try {
  const metadata = parquetMetadata(file);
  const rows = await parquetReadObjects({ file, metadata, compressors });
  const parts = [];
  let chars = 0;
  for (const { element } of parquetSchema(metadata).children) {
    const { name, type } = element;
    const values = rows.map((row) => row[name] ?? null);
    const whole = type === 'INT32' && kindOf(values) === 'number' && values.every((value) => value === null || Number.isInteger(value));
    const part = JSON.stringify({ name, kind: whole ? 'integer' : kindOf(values), values: values.map(plain) });
    chars += part.length;
    if (chars > MAX_CHARS) throw new RangeError('as text it has more than ' + MAX_CHARS + ' characters');
    parts.push(part);
  }
  writeFileSync('${PARQUET_COLUMNS}', '[' + parts.join(',') + ']');
} catch (error) {
  console.error('The Parquet file cannot be read: ' + error.message);
  process.exit(1);
}
`;

let reader: SandboxFile[] | undefined;

/** The sources of hyparquet, which need nothing else. */
function readerFiles(): SandboxFile[] {
  if (reader) return reader;
  const folder = dirname(fileURLToPath(import.meta.resolve('hyparquet')));
  const names = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'node.js');
  reader = [
    // Which kind of module they are must not be looked for above the workspace.
    { name: `${READER}/package.json`, bytes: Buffer.from('{"type":"module"}') },
    ...names.map((name) => ({ name: `${READER}/${name}`, bytes: readFileSync(join(folder, name)) })),
  ];
  return reader;
}

/** The columns of a Parquet file of the area, for TABLE_PROGRAM; undefined for any other. Throws `program_failed`. */
export async function parquetColumns(
  { db, files, sandbox }: RunCodeNeeds,
  { area, principal, signal }: ToolContext,
  name: string,
): Promise<SandboxFile[] | undefined> {
  if (!/\.parquet$/i.test(name)) return undefined;
  const row = await files.find(db, area, name);
  if (!row) return undefined;
  const job = {
    language: 'javascript' as const,
    code: PROGRAM,
    files: [{ name: INPUT, bytes: await files.read(row) }, ...readerFiles()],
    limits: PARQUET_LIMITS,
  };
  return columnsOf(await runInSandbox(sandbox, job, { signal, workspaceId: principal.workspaceId }));
}

function columnsOf(execution: Execution): SandboxFile[] {
  const made = execution.files.filter(({ name }) => name === PARQUET_COLUMNS);
  if (made.length === 0 || execution.exitCode !== 0 || execution.killedBy)
    throw toolErrors.program_failed(describe(execution, []));
  return made;
}
