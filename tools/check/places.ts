import { posix } from 'node:path';

/** The part of the project that a path lies in. server/src/testing is what tests of the server share. */
export type Place =
  | { kind: 'engine'; name: string }
  | { kind: 'slice'; name: string }
  | { kind: 'server' | 'web' | 'cli' | 'bench' | 'tools' | 'other'; name: '' };

export function placeOf(path: string): Place {
  const [top, second, third, fourth] = path.split('/');
  if (top === 'engines' && second) return { kind: 'engine', name: second };
  if (top === 'server' && second === 'src' && third === 'testing') return { kind: 'tools', name: '' };
  if (top === 'server' && second === 'src' && third && fourth) return { kind: 'slice', name: third };
  for (const kind of ['server', 'web', 'cli', 'bench', 'tools'] as const) {
    if (top === kind) return { kind, name: '' };
  }
  return { kind: 'other', name: '' };
}

export function samePlace(left: Place, right: Place): boolean {
  return left.kind === right.kind && left.name === right.name;
}

export function describePlace(place: Place): string {
  return place.name ? `${place.kind} ${place.name}` : place.kind;
}

/** The project's file that an import names; undefined for packages from outside. */
export function resolveImport(from: string, specifier: string): string | undefined {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), bare));
  const inside = /^@agenticgen\/([a-z-]+)(?:\/(.+))?$/.exec(bare);
  if (!inside) return undefined;
  const [, name, subpath = 'index'] = inside;
  return name === 'server' ? `server/src/${subpath}.ts` : `engines/${name}/src/${subpath}.ts`;
}

/** What a slice shows to web and CLI without its door: its contracts (contract.ts, openai-contract.ts) and fold.ts. */
export function isContract(path: string): boolean {
  return placeOf(path).kind === 'slice' && /(?:(?:\/|-)contract|\/fold)\.ts$/.test(path);
}
