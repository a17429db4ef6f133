// Adds packages to the set and takes them out: resolved and fetched by pip (wheels only), held against advisories, unpacked.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { SandboxError } from '../lib/errors.ts';
import { type Advisories, loadAdvisories } from './advisories.ts';
import {
  currentSet,
  makeCurrent,
  type PackageSet,
  removeOthers,
  setFolder,
  siteOf,
  wheelsOf,
} from './layer.ts';
import { normalName } from './version.ts';
import { describeWheel, layerBudget, unpackWheel, type Wheel } from './wheel.ts';

const run = promisify(execFile);
const PIP_MS = 15 * 60_000;
const MAX_PIP_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_REQUIREMENTS = 200;
/** A name, extras, versions; no address, no path, no option. */
const REQUIREMENT =
  /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9._,-]+\])?(?:\s*(?:[<>=!~]=?=?)\s*[A-Za-z0-9.*+!_-]+(?:\s*,\s*(?:[<>=!~]=?=?)\s*[A-Za-z0-9.*+!_-]+)*)?$/;

export interface PackageNeeds {
  /** Holds the sets; the sandbox's owner must be able to reach it. */
  root: string;
  /** The Python of the sandbox, which decides what fits. */
  pythonPath?: string;
  /** Address of a simple index; null: as pip is configured on this machine. */
  index?: string | null;
  /** Path or address of advisories in the format of OSV. */
  advisories?: string | undefined;
  now?: () => Date;
  onProgress?: (line: string) => void;
}

export interface Change {
  set: PackageSet;
  added: Wheel[];
  removed: Wheel[];
}

/** All or nothing. Throws `sandbox_package_refused` with the ids of advisories. */
export async function addPackages(needs: PackageNeeds, wanted: readonly string[]): Promise<Change> {
  for (const requirement of wanted) {
    if (!REQUIREMENT.test(requirement))
      throw new SandboxError(
        'sandbox_requirement_invalid',
        `Cannot add package: "${requirement.slice(0, 100)}" is no name with versions, such as "rich>=13,<14"`,
      );
  }
  const before = currentSet(needs.root)?.requirements ?? [];
  const names = new Set(wanted.map(nameOf));
  return change(needs, [...before.filter((known) => !names.has(nameOf(known))), ...wanted]);
}

export async function removePackages(needs: PackageNeeds, names: readonly string[]): Promise<Change> {
  const before = currentSet(needs.root)?.requirements ?? [];
  const unknown = names.find((name) => !before.some((known) => nameOf(known) === normalName(name)));
  if (unknown !== undefined)
    throw new SandboxError('sandbox_package_unknown', `Cannot remove package: "${unknown}" was not added`);
  const left = before.filter((known) => !names.some((name) => normalName(name) === nameOf(known)));
  return change(needs, left);
}

const nameOf = (requirement: string) => normalName(/^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? '');

async function change(needs: PackageNeeds, requirements: string[]): Promise<Change> {
  const { root, now = () => new Date(), onProgress = () => {} } = needs;
  if (requirements.length > MAX_REQUIREMENTS)
    throw new SandboxError(
      'sandbox_requirement_invalid',
      `Cannot add package: more than ${MAX_REQUIREMENTS} of them`,
    );
  const advisories = await advisoriesOf(needs, requirements);
  await openRoot(root);
  using _alone = alone(root);
  const before = currentSet(root);
  const id = `${now().getTime()}-${randomUUID().slice(0, 8)}`;
  // What an earlier change left that was killed goes first.
  await removeOthers(root, [before?.id]);
  try {
    const wheels = await fetchWheels(needs, id, requirements, before, onProgress);
    judge(wheels, advisories);
    await unpackAll(root, id, wheels, onProgress);
    const set: PackageSet = {
      ...{ id, requirements, wheels },
      index: needs.index ?? null,
      advisories: needs.advisories ?? '',
      createdAt: now().toISOString(),
    };
    await makeCurrent(root, set);
    await removeOthers(root, [id, before?.id]);
    const known = new Set(before?.wheels.map(keyOf));
    const kept = new Set(wheels.map(keyOf));
    return {
      set,
      added: wheels.filter((wheel) => !known.has(keyOf(wheel))),
      removed: (before?.wheels ?? []).filter((wheel) => !kept.has(keyOf(wheel))),
    };
  } catch (error) {
    await rm(setFolder(root, id), { recursive: true, force: true });
    throw error;
  }
}

/** Root's sandbox has an owner of its own, who has to get there. */
async function openRoot(root: string): Promise<void> {
  for (const path of [root, join(root, 'sets')]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
  }
  if (process.getuid?.() !== 0) return;
  for (let path = dirname(resolve(root)); ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0)
      throw new SandboxError(
        'sandbox_packages_failed',
        `Cannot keep packages in ${root}: ${path} is closed to others`,
        {
          fix: 'Set SANDBOX_PACKAGES_DIR to a folder that the owner of the sandbox can reach, such as /var/lib/agenticgen-packages',
        },
      );
    if (path === '/') return;
  }
}

/** One change at a time; the system drops the lock with the process that holds it. */
function alone(root: string): Disposable {
  const lock = new DatabaseSync(join(root, 'lock.db'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
  } catch {
    lock.close();
    throw new SandboxError('sandbox_packages_failed', 'Cannot change packages: another change is under way');
  }
  return { [Symbol.dispose]: () => lock.close() };
}

const keyOf = ({ file, sha256 }: Wheel) => `${file} ${sha256}`;

/** Without a list nothing is admitted: not to know of a fault is not to know that there is none. */
async function advisoriesOf(
  { advisories }: PackageNeeds,
  requirements: string[],
): Promise<Advisories | undefined> {
  if (requirements.length === 0) return undefined;
  if (!advisories)
    throw new SandboxError(
      'sandbox_advisories_unreadable',
      'Cannot add package: no advisories are configured',
      {
        fix: 'Set SANDBOX_ADVISORIES or --advisories to a file, folder, zip or address in the format of OSV',
      },
    );
  return loadAdvisories(advisories);
}

async function fetchWheels(
  { root, pythonPath = '/usr/bin/python3', index = null }: PackageNeeds,
  id: string,
  requirements: string[],
  before: PackageSet | undefined,
  onProgress: (line: string) => void,
): Promise<Wheel[]> {
  const folder = wheelsOf(root, id);
  for (const path of [setFolder(root, id), folder]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
  }
  if (requirements.length === 0) return [];
  onProgress(`Resolving ${requirements.join(' ')}`);
  const args = [
    ...['-m', 'pip', ...(index === null ? [] : ['--isolated']), 'download'],
    ...[
      '--only-binary',
      ':all:',
      '--no-cache-dir',
      '--disable-pip-version-check',
      '--no-input',
      '--dest',
      folder,
    ],
    ...(index === null ? [] : ['--index-url', index]),
    // Nobody can read along to an index on this machine or within the walls of a team; others have to use TLS.
    ...(index?.startsWith('http:') ? ['--trusted-host', new URL(index).hostname] : []),
    // What is there already need not be fetched again, and stays as long as the requirements allow it.
    ...(before ? ['--find-links', wheelsOf(root, before.id)] : []),
    ...['--', ...requirements],
  ];
  await run(pythonPath, args, { timeout: PIP_MS, maxBuffer: MAX_PIP_OUTPUT_BYTES, cwd: folder }).catch(
    (error) => {
      throw pipProblem(String(error.stderr ?? error.message));
    },
  );
  const files = (await readdir(folder)).sort();
  return Promise.all(files.map((file) => describeWheel(join(folder, file))));
}

function pipProblem(output: string): SandboxError {
  if (/No module named pip/.test(output))
    return new SandboxError('sandbox_packages_failed', 'Cannot add package: pip is not installed', {
      fix: 'apt-get install -y python3-pip',
    });
  const lines = output.split('\n').filter((line) => /^ERROR/.test(line));
  const reason = (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').replace(/^ERROR: /, '');
  return new SandboxError('sandbox_packages_failed', `Cannot add package: ${reason.slice(0, 500)}`);
}

function judge(wheels: readonly Wheel[], advisories: Advisories | undefined): void {
  const bad = wheels.flatMap(({ name, version }) =>
    (advisories?.of(name, version) ?? []).map((advisory) => ({ name, version, ...advisory })),
  );
  if (bad.length === 0) return;
  const told = bad.map(({ name, version, id, aliases, summary }) => {
    const also = aliases.length > 0 ? ` (${aliases.slice(0, 3).join(', ')})` : '';
    return `${name} ${version} has ${id}${also}${summary ? `: ${summary.slice(0, 120)}` : ''}`;
  });
  throw new SandboxError('sandbox_package_refused', `Cannot admit packages: ${told.slice(0, 20).join('; ')}`);
}

async function unpackAll(
  root: string,
  id: string,
  wheels: readonly Wheel[],
  onProgress: (line: string) => void,
): Promise<void> {
  const site = siteOf(root, id);
  await mkdir(site, { recursive: true });
  await chmod(site, 0o755);
  const budget = layerBudget();
  for (const { file, sha256 } of wheels) {
    onProgress(`Unpacking ${file}`);
    const path = join(wheelsOf(root, id), file);
    if ((await describeWheel(path)).sha256 !== sha256)
      throw new SandboxError(
        'sandbox_package_refused',
        `Cannot admit package ${file}: it changed after it was looked at`,
      );
    await unpackWheel(path, site, budget);
  }
}
