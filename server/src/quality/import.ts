// Question sets as people have them: a table or a list.
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type BaseRow, visibleByName, visibleNames } from '../knowledge/index.ts';
import { GRADES, MAX_EXPECTED, MAX_QUESTION_LENGTH, MAX_QUOTE_LENGTH, type NewQuestion } from './contract.ts';
import { qualityErrors } from './errors.ts';

/** Told of an import that does not fit. */
const MAX_TOLD_FAULTS = 20;
/** With all that a set may hold. */
const MAX_ROWS = 10_000;

const row = z.object({
  question: z.string().trim().min(1).max(MAX_QUESTION_LENGTH),
  /** A name or an id. */
  document: z.string().trim().max(255).default(''),
  quote: z.string().trim().max(MAX_QUOTE_LENGTH).default(''),
  grade: z.coerce.number().int().min(GRADES.min).max(GRADES.max).default(1),
});
type Row = z.infer<typeof row>;

const list = z
  .array(
    z.object({
      question: z.unknown(),
      expected: z
        .array(
          z.object({ document: z.unknown(), quote: z.unknown().optional(), grade: z.unknown().optional() }),
        )
        .max(MAX_EXPECTED)
        .default([]),
    }),
  )
  .min(1)
  .max(MAX_ROWS);

interface Fault {
  path: string;
  message: string;
}

/**
 * Rows of one question are gathered. Documents are found by id or by name among those that the person sees; others are
 * unknown, whether they are there or not. Throws `import_unreadable`, or `import_unfit` with the place of each fault.
 */
export async function readImport(
  db: Database,
  base: Granted<'edit', BaseRow>,
  format: 'csv' | 'json',
  text: string,
): Promise<NewQuestion[]> {
  const raw = format === 'csv' ? csvRows(text) : jsonRows(text);
  const faults: Fault[] = [];
  const rows = raw.flatMap(({ path, value }) => {
    const parsed = row.safeParse(value);
    if (parsed.success) return [{ path, ...parsed.data }];
    faults.push(
      ...parsed.error.issues.map(({ path: at, message }) => ({ path: [path, ...at].join('.'), message })),
    );
    return [];
  });
  const wanted = [...new Set(rows.map(({ document }) => document).filter((one) => one !== ''))];
  const [byId, byName] = await Promise.all([visibleNames(db, base, wanted), visibleByName(db, base, wanted)]);
  const idOf = (document: string) => (byId.has(document) ? document : byName.get(document));
  for (const { path, document } of rows)
    if (document !== '' && idOf(document) === undefined)
      faults.push({ path: `${path}.document`, message: 'No such document in this base' });
  const questions = gathered(rows, idOf);
  questions.forEach(({ expected }, index) => {
    if (expected.length > MAX_EXPECTED)
      faults.push({ path: String(index + 1), message: `More than ${MAX_EXPECTED} documents are expected` });
  });
  if (faults.length > 0)
    throw qualityErrors.import_unfit(faults.length).with({ errors: faults.slice(0, MAX_TOLD_FAULTS) });
  return questions;
}

interface RawRow {
  path: string;
  value: unknown;
}

/** With a line of names; the order of the columns does not matter, and empty cells are left out. */
function csvRows(text: string): RawRow[] {
  try {
    const rows = parse(text, {
      ...{ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, to: MAX_ROWS },
      columns: (names: string[]) => names.map((name) => name.toLowerCase()),
    }) as Record<string, string>[];
    if (rows.length === 0 || !rows.some((one) => 'question' in one)) throw new TypeError('No questions');
    return rows.map((one, index) => ({
      path: String(index + 2),
      value: Object.fromEntries(Object.entries(one).filter(([, cell]) => cell !== '')),
    }));
  } catch (cause) {
    throw qualityErrors.import_unreadable('CSV').with({ cause });
  }
}

function jsonRows(text: string): RawRow[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw qualityErrors.import_unreadable('JSON').with({ cause });
  }
  const parsed = list.safeParse(given);
  if (!parsed.success) throw qualityErrors.import_unreadable('JSON');
  return parsed.data.flatMap(({ question, expected }, index) => {
    const path = String(index + 1);
    if (expected.length === 0) return [{ path, value: { question } }];
    return expected.map((one, at) => ({ path: `${path}.expected.${at + 1}`, value: { question, ...one } }));
  });
}

function gathered(rows: readonly Row[], idOf: (document: string) => string | undefined): NewQuestion[] {
  const byText = Map.groupBy(rows, ({ question }) => question);
  return [...byText].map(([text, all]) => ({
    text,
    expected: all.flatMap(({ document, quote, grade }) => {
      const documentId = document === '' ? undefined : idOf(document);
      return documentId ? [{ documentId, grade, quote: quote === '' ? null : quote, span: null }] : [];
    }),
  }));
}
