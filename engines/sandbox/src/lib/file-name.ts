// One rule for names on their way in and on their way out: what leaves the sandbox is as suspect as what enters.

export const MAX_NAME_BYTES = 255;
export const MAX_PATH_BYTES = 512;
export const MAX_PATH_DEPTH = 4;

/** Control and format characters (bidi overrides included), unassigned ones, separators of lines, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Says what is wrong with a name relative to the workspace, or nothing. */
export function fileNameProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  if (UNPRINTABLE.test(name)) return 'holds an unprintable character';
  if (/[\\:]/.test(name)) return 'holds a backslash or a colon';
  const parts = name.split('/');
  if (parts.length > MAX_PATH_DEPTH) return `is nested deeper than ${MAX_PATH_DEPTH}`;
  return parts.map(partProblem).find((problem) => problem !== undefined);
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'has an empty part';
  if (part === '.' || part === '..') return 'has a part of only dots';
  if (Buffer.byteLength(part) > MAX_NAME_BYTES) return `has a part longer than ${MAX_NAME_BYTES} bytes`;
  if (part.trim() !== part) return 'has a part that begins or ends with a space';
  return undefined;
}
