import type { Finding, Project, Rule } from '../project.ts';

const LOCKFILE = 'package-lock.json';

const LICENCES = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MPL-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'CC-BY-4.0',
];

/** Packages whose package.json does not name one of the licences above, and why they are fine. */
const EXCEPTIONS: Record<string, string> = {
  decko: 'its LICENSE file is MIT; package.json does not say so',
  stickyfill: 'its LICENSE file is MIT; package.json does not say so',
  duck: 'its LICENSE file is BSD-2-Clause; package.json says BSD',
  'url-template': 'its LICENSE file is BSD-3-Clause; package.json says BSD',
  usearch: 'Apache-2.0; package.json writes it with a space',
  pako: 'MIT AND Zlib; Zlib asks only for an honest name and the notice',
};

type LockedPackage = {
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  license?: string;
};

/** The lockfile names no registry, and what ships has a licence that lets it ship. */
export const dependencies: Rule = (project) => {
  const text = project.read(LOCKFILE);
  if (text === undefined) return { findings: [] };
  const packages = Object.entries(
    (JSON.parse(text) as { packages?: Record<string, LockedPackage> }).packages ?? {},
  );
  const shipped = packages.filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link);
  return {
    findings: [...registryHosts(packages), ...shipped.flatMap((entry) => licenceFaults(project, entry))],
    notes: [`dependencies that ship: ${shipped.length}`],
  };
};

function registryHosts(packages: [string, LockedPackage][]): Finding[] {
  return packages
    .filter(([, { resolved }]) => /^[a-z+]+:\/\//.test(resolved ?? ''))
    .map(([path]) => finding(`${path} names a host: remove its "resolved" field`));
}

function licenceFaults(project: Project, [path, locked]: [string, LockedPackage]): Finding[] {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (name in EXCEPTIONS) return [];
  const licence = locked.license ?? installedLicence(project, path);
  if (licence && isAllowed(licence)) return [];
  return [finding(`${name} has licence ${licence ?? 'unknown'}: not in the allow list`)];
}

function installedLicence(project: Project, path: string): string | undefined {
  const text = project.read(`${path}/package.json`);
  if (!text) return undefined;
  const { license, licenses } = JSON.parse(text) as {
    license?: string | { type?: string };
    licenses?: { type?: string }[];
  };
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ');
}

/** An SPDX expression: one allowed alternative is enough, of joined licences all must be allowed. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '');
  return plain
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((licence) => LICENCES.includes(licence.trim())));
}

function finding(message: string): Finding {
  return { path: LOCKFILE, line: 1, message };
}
