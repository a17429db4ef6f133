import { OrchestratorError } from './errors.ts';
import { MAX_JSON_DEPTH, MAX_MESSAGE_LENGTH, MAX_PAYLOAD_BYTES } from './limits.ts';

/**
 * The JSON text of a value that comes back from JSON as it went in; `act` begins the error message.
 * An `undefined` property is dropped, as JSON does. Throws `value_not_json` and `payload_too_large`.
 */
export function jsonText(value: unknown, act: string): string {
  const problem = findNonJson(value, '', 0);
  if (problem) throw new OrchestratorError('value_not_json', `${act}: ${problem}`);
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw new OrchestratorError(
      'payload_too_large',
      `${act}: it has ${bytes} bytes, limit is ${MAX_PAYLOAD_BYTES}`,
    );
  }
  return text;
}

/** Where the value isn't JSON and why, or null. */
function findNonJson(value: unknown, path: string, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  const place = path || 'the value';
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${place} is ${value}`;
  if (typeof value !== 'object') return `${place} is ${typeof value}, JSON is needed`;
  if (depth >= MAX_JSON_DEPTH) return `${place} is nested deeper than ${MAX_JSON_DEPTH} or in a circle`;
  if (Array.isArray(value)) return firstProblem(value.entries(), path, depth, false);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${place} is a ${prototype.constructor?.name ?? 'class instance'}, a plain object is needed`;
  }
  return firstProblem(Object.entries(value), path, depth, true);
}

function firstProblem(
  entries: Iterable<[string | number, unknown]>,
  path: string,
  depth: number,
  gapsAllowed: boolean,
): string | null {
  for (const [key, item] of entries) {
    if (item === undefined && gapsAllowed) continue;
    const problem = findNonJson(item, path ? `${path}.${key}` : String(key), depth + 1);
    if (problem) return problem;
  }
  return null;
}

/** A code and a one-line message for the log, without a stack trace, from whatever was thrown. */
export function describeError(error: unknown, fallbackCode: string): { code: string; message: string } {
  const given = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in given && typeof given.code === 'string' ? given.code : fallbackCode;
  const line = given.message.split('\n', 1)[0] ?? '';
  return { code: code.slice(0, 128), message: (line || given.name).slice(0, MAX_MESSAGE_LENGTH) };
}
