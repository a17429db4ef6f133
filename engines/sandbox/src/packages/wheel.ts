// Wheels are unpacked here and not by an installer: nothing of a package runs, and nothing lands outside its folder.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { SandboxError } from '../lib/errors.ts';
import { normalName } from './version.ts';

export const MAX_LAYER_BYTES = 2 * 1024 * 1024 * 1024;
const MAX_FILES = 100_000;
const MAX_WHEEL_BYTES = 1024 * 1024 * 1024;
const MAX_PATH_BYTES = 400;
const UNSAFE = /[\p{Cc}\\]/u;
/** Of "name-1.0.data/": where a wheel puts what does not simply lie in the site folder. */
const DATA_FOLDER = /^[^/]+\.data\/([^/]+)\/(.+)$/;
const SITE_SCHEMES = ['purelib', 'platlib'];

export type Wheel = { name: string; version: string; file: string; sha256: string };

/** "foo_bar-1.2-py3-none-any.whl" */
export function parseWheelName(file: string): { name: string; version: string } | undefined {
  const parts = basename(file, '.whl').split('-');
  if (!file.endsWith('.whl') || (parts.length !== 5 && parts.length !== 6)) return undefined;
  const [name = '', version = ''] = parts;
  return /^[A-Za-z0-9._]+$/.test(name) && version !== '' ? { name: normalName(name), version } : undefined;
}

export async function describeWheel(path: string): Promise<Wheel> {
  const file = basename(path);
  const parsed = parseWheelName(file);
  if (!parsed) throw refuse(file, 'its name is not that of a wheel');
  return {
    ...parsed,
    file,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}

/** Throws `sandbox_package_refused`. */
export async function unpackWheel(
  path: string,
  site: string,
  budget: { bytes: number; files: number },
): Promise<void> {
  const file = basename(path);
  const bytes = await readFile(path);
  if (bytes.byteLength > MAX_WHEEL_BYTES) throw refuse(file, `it is larger than ${MAX_WHEEL_BYTES} bytes`);
  const entries = unzipSync(bytes, {
    filter(entry) {
      if (entry.name.endsWith('/')) return false;
      budget.files -= 1;
      budget.bytes -= entry.originalSize;
      if (budget.files < 0 || budget.bytes < 0) throw refuse(file, 'it is too large when unpacked');
      if (problemOf(entry.name)) throw refuse(file, `it holds a name that ${problemOf(entry.name)}`);
      return placeOf(entry.name) !== undefined;
    },
  });
  const made = new Set<string>();
  for (const [name, content] of Object.entries(entries)) {
    const target = join(site, placeOf(name)!);
    await openFolder(site, dirname(placeOf(name)!), made);
    // Links in the archive come out as plain files with the name that they point to: harmless. No file comes twice.
    await writeFile(target, content, { mode: 0o644, flag: 'wx' }).catch((error) => {
      if (error.code === 'EEXIST') throw refuse(file, `another package has ${name} as well`);
      throw error;
    });
    await chmod(target, 0o644);
  }
}

/** Whatever this process lets others see, the sandbox's owner must be able to read it. */
async function openFolder(site: string, path: string, made: Set<string>): Promise<void> {
  if (path === '.' || made.has(path)) return;
  await openFolder(site, dirname(path), made);
  await mkdir(join(site, path), { recursive: true });
  await chmod(join(site, path), 0o755);
  made.add(path);
}

export const layerBudget = () => ({ bytes: MAX_LAYER_BYTES, files: MAX_FILES });

function placeOf(name: string): string | undefined {
  const [, scheme, rest] = DATA_FOLDER.exec(name) ?? [];
  if (scheme === undefined) return name;
  return SITE_SCHEMES.includes(scheme) ? rest : undefined;
}

function problemOf(name: string): string | undefined {
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) return 'is too long';
  if (UNSAFE.test(name)) return 'holds a control character or a backslash';
  const parts = name.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? 'leads out of its folder'
    : undefined;
}

const refuse = (file: string, why: string) =>
  new SandboxError('sandbox_package_refused', `Cannot admit package ${file}: ${why}`);
