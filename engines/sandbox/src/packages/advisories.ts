// Known faults of packages, in the format of OSV (ossf.github.io/osv-schema): a file, a folder, a zip, or an address.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { SandboxError } from '../lib/errors.ts';
import { compareVersions, normalName, parseVersion, type Version } from './version.ts';

const MAX_ADVISORY_BYTES = 512 * 1024 * 1024;
const MAX_ENTRY_BYTES = 16 * 1024 * 1024;
const FETCH_MS = 300_000;
const ECOSYSTEM = 'PyPI';

type Event = { introduced?: string; fixed?: string; last_affected?: string; limit?: string };
type Affected = {
  package?: { ecosystem?: string; name?: string };
  ranges?: { type?: string; events?: Event[] }[];
  versions?: string[];
};
export type Osv = {
  id: string;
  aliases?: string[];
  summary?: string;
  withdrawn?: string;
  affected?: Affected[];
};

export type Advisory = { id: string; aliases: string[]; summary: string };

export interface Advisories {
  count: number;
  /** What is known of that version. A version that can't be read counts as affected by all of the package's. */
  of(name: string, version: string): Advisory[];
}

/** Throws `sandbox_advisories_unreadable`: a list that can't be read says nothing of what is safe. */
export async function loadAdvisories(
  source: string,
  { fetch = globalThis.fetch }: { fetch?: typeof globalThis.fetch } = {},
): Promise<Advisories> {
  try {
    const all = /^https?:\/\//.test(source)
      ? read(source, await download(source, fetch))
      : await readPath(source);
    if (all.length === 0) throw new TypeError('it holds no advisory');
    return indexed(all);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError(
      'sandbox_advisories_unreadable',
      `Cannot read advisories at ${source}: ${reason}`,
      {
        fix: 'Give a file, folder, zip or address in the format of OSV, such as the export of its PyPI ecosystem',
      },
    );
  }
}

async function download(address: string, fetch: typeof globalThis.fetch): Promise<Uint8Array> {
  const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok || !response.body) throw new TypeError(`it answers ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    if (size > MAX_ADVISORY_BYTES) throw new TypeError(`it is larger than ${MAX_ADVISORY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function readPath(path: string): Promise<Osv[]> {
  const found = await stat(path);
  if (!found.isDirectory()) {
    if (found.size > MAX_ADVISORY_BYTES) throw new TypeError(`it is larger than ${MAX_ADVISORY_BYTES} bytes`);
    return read(path, await readFile(path));
  }
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  const files = await Promise.all(names.map((name) => readFile(join(path, name))));
  return files.flatMap((bytes, index) => read(names[index]!, bytes));
}

const ZIP_MARK = 0x04034b50;

function read(name: string, bytes: Uint8Array): Osv[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 4 || view.readUInt32LE(0) !== ZIP_MARK) return parse(name, view.toString('utf8'));
  const entries = unzipSync(bytes, {
    filter: (entry) => entry.name.endsWith('.json') && entry.originalSize <= MAX_ENTRY_BYTES,
  });
  return Object.entries(entries).flatMap(([entry, content]) => parse(entry, strFromU8(content)));
}

/** One advisory, a list of them, or an answer of the API. */
function parse(name: string, text: string): Osv[] {
  const value: unknown = JSON.parse(text);
  const list = Array.isArray(value) ? value : ((value as { vulns?: unknown[] }).vulns ?? [value]);
  return (list as unknown[]).map((one) => {
    if (typeof (one as Osv | null)?.id === 'string') return one as Osv;
    throw new TypeError(`${name} holds something without an id`);
  });
}

function indexed(all: Osv[]): Advisories {
  const byName = new Map<string, { advisory: Advisory; affected: Affected }[]>();
  for (const { id, aliases = [], summary = '', withdrawn, affected = [] } of all) {
    if (withdrawn) continue;
    for (const one of affected) {
      if (one.package?.ecosystem?.split(':')[0] !== ECOSYSTEM || !one.package.name) continue;
      const name = normalName(one.package.name);
      byName.set(name, [...(byName.get(name) ?? []), { advisory: { id, aliases, summary }, affected: one }]);
    }
  }
  return {
    count: all.length,
    of(name, version) {
      const known = byName.get(normalName(name)) ?? [];
      const found = known.filter(({ affected }) => isAffected(affected, version));
      return [...new Map(found.map(({ advisory }) => [advisory.id, advisory])).values()];
    },
  };
}

function isAffected({ versions = [], ranges = [] }: Affected, text: string): boolean {
  const version = parseVersion(text);
  if (!version) return true;
  const isListed = versions.some((listed) => {
    const parsed = parseVersion(listed);
    return parsed !== undefined && compareVersions(parsed, version) === 0;
  });
  const ordered = ranges.filter(({ type }) => type === 'ECOSYSTEM' || type === 'SEMVER');
  // Without any version at all, every one is meant.
  if (versions.length === 0 && ordered.length === 0) return true;
  return isListed || ordered.some(({ events = [] }) => isWithin(events, version));
}

/** The schema's own algorithm: events in the order of their versions, each turns it on or off. */
function isWithin(events: Event[], version: Version): boolean {
  let within = false;
  for (const { at, act } of sortedEvents(events)) {
    const order = at === 'zero' ? -1 : compareVersions(at, version);
    if (act === 'introduced' && order <= 0) within = true;
    if (act === 'fixed' && order <= 0) within = false;
    if (act === 'last_affected' && order < 0) within = false;
  }
  return within;
}

type Placed = { at: Version | 'zero'; act: 'introduced' | 'fixed' | 'last_affected' };

function sortedEvents(events: Event[]): Placed[] {
  const placed = events.flatMap((event): Placed[] =>
    (['introduced', 'fixed', 'last_affected'] as const).flatMap((act) => {
      const text = event[act];
      if (text === undefined) return [];
      const at = text === '0' ? 'zero' : parseVersion(text);
      // A bound that can't be read must not make anything safe: a beginning counts from the first version, an end never.
      if (!at && act !== 'introduced') return [];
      return [{ at: at ?? 'zero', act }];
    }),
  );
  return placed.sort(({ at: a }, { at: b }) => {
    if (a === 'zero' || b === 'zero') return Number(b === 'zero') - Number(a === 'zero');
    return compareVersions(a, b);
  });
}
