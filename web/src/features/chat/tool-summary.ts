const MAX_LENGTH = 120;
const TELLING = ['query', 'sql', 'url', 'name', 'path', 'code', 'expression'];

/** One line that tells a call apart from others: its most telling argument. */
export function summaryOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) return typeof given === 'string' ? oneLine(given) : '';
  const fields = given as Record<string, unknown>;
  const telling = TELLING.map((name) => fields[name]).find((value) => typeof value === 'string');
  return telling === undefined ? '' : oneLine(telling as string);
}

function oneLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '') ?? '';
  return line.trim().slice(0, MAX_LENGTH);
}

/** A fenced block whose fence is longer than any in the text. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
