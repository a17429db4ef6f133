import { parseDocument } from 'yaml';
import { toolErrors } from '../errors.ts';
import { cleanText } from '../tame-schema.ts';
import { type Operation, operationsOf, type Unusable } from './operations.ts';

const MAX_SHOWN_ERRORS = 20;
const MAX_ALIASES = 100;
export const MAX_OPERATIONS = 2_000;

export interface ApiDocument {
  title: string;
  version: string;
  /** Absolute addresses that the document names. */
  servers: string[];
  operations: Operation[];
  unusable: Unusable[];
}

type Doc = Record<string, unknown>;

/**
 * Reads an OpenAPI document (2.0, 3.0 or 3.1; JSON or YAML). References to other files are not followed. Throws
 * `openapi_invalid`, whose details have the places.
 */
export async function readDocument(text: string): Promise<ApiDocument> {
  const parsed = parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid([{ path: '#', message: 'It is not an object' }]);
  const given = parsed as Doc;
  if (given.openapi === undefined && given.swagger === undefined)
    throw invalid([{ path: '#', message: 'Neither "openapi" nor "swagger" says which version it is' }]);
  // Loaded with the first document: it would cost every start.
  const { upgrade, validate } = await import('@scalar/openapi-parser');
  const checked = await validate(given);
  if (!checked.valid) throw invalid((checked.errors ?? []).map(faultOf));
  const document = upgrade(given).specification as unknown as Doc;
  const { operations, unusable } = operationsOf(document);
  if (operations.length > MAX_OPERATIONS)
    throw invalid([{ path: '#/paths', message: `It has more than ${MAX_OPERATIONS} operations` }]);
  const info = document.info as { title?: unknown; version?: unknown };
  return {
    title: cleanText(String(info.title ?? ''), 120),
    version: cleanText(String(info.version ?? ''), 60),
    servers: serversOf(document),
    operations,
    unusable,
  };
}

interface Fault {
  path: string;
  message: string;
}

function faultOf({ message, path }: { message: string; path?: unknown }): Fault {
  const place = Array.isArray(path) ? `/${path.join('/')}` : typeof path === 'string' ? path : '';
  return { path: `#${place.replace(/^#/, '')}`, message };
}

function invalid(faults: readonly Fault[]) {
  const errors = faults.slice(0, MAX_SHOWN_ERRORS);
  const first = errors[0] ?? { path: '#', message: 'It does not fit the standard' };
  return toolErrors.openapi_invalid(`${first.path}: ${first.message}`).with({ errors });
}

/** JSON is YAML, too, but its own parser is quicker. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const yaml = parseDocument(text, { schema: 'core' });
    const [error] = yaml.errors;
    if (error) {
      const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
      const message = error.message.split('\n')[0] ?? '';
      throw invalid([{ path: `line ${line}, column ${col}`, message }]);
    }
    try {
      return yaml.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      throw invalid([{ path: '#', message: error instanceof Error ? error.message : 'It cannot be read' }]);
    }
  }
}

function serversOf({ servers }: Doc): string[] {
  const all = Array.isArray(servers) ? servers : [];
  return all.flatMap((server) => {
    const { url, variables } = server as { url?: unknown; variables?: Record<string, { default?: unknown }> };
    if (typeof url !== 'string') return [];
    const filled = url.replace(/\{([^}]+)\}/g, (_, name: string) => String(variables?.[name]?.default ?? ''));
    return /^https?:\/\//.test(filled) && URL.canParse(filled) ? [filled] : [];
  });
}
