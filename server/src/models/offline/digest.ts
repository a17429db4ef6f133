import { sentencesOf } from '../../language/index.ts';
import { extract } from './extract.ts';
import type { Say } from './phrases.ts';

/** What a task is given beside its text: see the workflows' agent tasks. */
const GIVEN = /\n\nContext:\n([\s\S]+)$/;
const MAX_LINES = 14;
const MAX_LINE_LENGTH = 300;
const FIRST_SENTENCES = 3;

/** Splits a task from what it is given; null where nothing is given. */
export function givenWith(text: string): { task: string; given: string } | null {
  const found = GIVEN.exec(text);
  return found ? { task: text.slice(0, found.index), given: found[1]! } : null;
}

/**
 * What rules can say about given things: of data its values line by line, of prose the sentences that share most
 * with the task, or the first ones.
 */
export function digest({ task, given }: { task: string; given: string }, say: Say): string {
  const data = parsed(given);
  const lines = data === undefined ? telling(task, given) : flat(data, '');
  const shown = lines.slice(0, MAX_LINES).map((line) => `- ${line.slice(0, MAX_LINE_LENGTH)}`);
  const more = lines.length > MAX_LINES ? [`- … (+${lines.length - MAX_LINES})`] : [];
  return [say('fromGiven'), '', ...shown, ...more].join('\n');
}

function parsed(given: string): unknown {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function telling(task: string, given: string): string[] {
  const found = extract(task, [{ mark: 1, text: given }]).map(({ sentence }) => sentence);
  return found.length > 0 ? found : sentencesOf(given.replaceAll('\n', ' ')).slice(0, FIRST_SENTENCES);
}

/** `numbers.sales.mean: 16` and so on; texts keep their first line. */
function flat(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) {
    const [line = ''] = String(value).trim().split('\n');
    return line === '' ? [] : [path === '' ? line : `${path}: ${line}`];
  }
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => [String(index + 1), item])
    : Object.entries(value);
  return entries.flatMap(([key, item]) => flat(item, path === '' ? key : `${path}.${key}`));
}
