// Debian's bandit, for its verdicts, and the corpora that it and our scan look at in the same run.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const FETCH_MS = 120_000;
export const BANDIT = '/usr/bin/bandit';

export interface BanditIssue {
  file: string;
  rule: string;
  line: number;
  /** The lines that the statement spans. */
  range: number[];
}

export interface BanditVerdict {
  version: string;
  issues: BanditIssue[];
  /** What it could not read. */
  unread: Set<string>;
}

interface Output {
  results: { filename: string; test_id: string; line_number: number; line_range: number[] }[];
  errors: { filename: string }[];
}

/**
 * Bandit 1.6.2 finds its rules for strings by the class ast.Str, which Python has not made since 3.8: it would pass
 * over every string without a word. This leads it from ast.Constant to them.
 */
const WAKEN_STRINGS = `
import sys
from bandit.core.node_visitor import BanditNodeVisitor
from bandit.cli.main import main
def visit_Constant(self, node):
    if isinstance(node.value, str): self.visit_Str(node)
    elif isinstance(node.value, bytes): self.visit_Bytes(node)
if not hasattr(BanditNodeVisitor, "visit_Constant"): BanditNodeVisitor.visit_Constant = visit_Constant
sys.argv[0] = "bandit"
main()`;
/** It ends with 1 where it found something. */
const FOUND_SOMETHING = 1;

/** Comments that silence a rule are for authors; whoever scans code of others does not heed them. */
export async function askBandit(files: readonly string[]): Promise<BanditVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bandit-'));
  const output = join(folder, 'issues.json');
  try {
    const args = ['-c', WAKEN_STRINGS, '--ignore-nosec', '-q', '-f', 'json', '-o', output, ...files];
    await run('/usr/bin/python3', args, { maxBuffer: MAX_OUTPUT_BYTES }).catch((error) => {
      if (error.code !== FOUND_SOMETHING) throw error;
    });
    const { results, errors } = JSON.parse(await readFile(output, 'utf8')) as Output;
    const { stdout } = await run(BANDIT, ['--version']);
    return {
      version: stdout.split('\n')[0]?.replace('bandit ', '') ?? '',
      issues: results.map(({ filename, test_id, line_number, line_range }) => ({
        file: filename,
        rule: test_id,
        line: line_number,
        range: line_range,
      })),
      unread: new Set(errors.map(({ filename }) => filename)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Programs of our own, one line for each way a rule can and can't be met. */
export const OWN_CORPUS = fileURLToPath(new URL('../../engines/sandbox/src/scan/fixtures/', import.meta.url));

export function pythonFiles(folder: string, depth = 3): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 0) return pythonFiles(path, depth - 1);
      return entry.isFile() && entry.name.endsWith('.py') ? [path] : [];
    })
    .sort();
}

/** The standard library of the machine's Python: honest code in quantity. */
export function standardLibrary(): string {
  const name = readdirSync('/usr/lib')
    .filter((entry) => /^python3\.\d+$/.test(entry))
    .sort((a, b) => Number(b.slice(8)) - Number(a.slice(8)))[0];
  return join('/usr/lib', name ?? 'python3');
}

/**
 * Bandit's own examples, from Debian's source package: of the machine's release, or else of a later one, where the
 * mirror carries its sources. Undefined where it carries none; nothing of the machine's package lists is touched.
 */
export async function banditExamples(folder: string): Promise<string | undefined> {
  for (const line of await sourceLines()) {
    const room = mkdtempSync(join(folder, 'release-'));
    const archive = await sourceArchive(room, line);
    if (!archive) continue;
    await run('tar', ['xf', archive], { cwd: room });
    const unpacked = readdirSync(room).find((name) => /^bandit-\d/.test(name));
    const examples = unpacked && join(room, unpacked, 'examples');
    if (examples && existsSync(examples)) return examples;
  }
  return undefined;
}

/** The authors' archive; apt checks it against the signed list. Debian's own changes to it are not needed. */
async function sourceArchive(folder: string, line: string): Promise<string | undefined> {
  const sources = join(folder, 'sources.list');
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(sources, line);
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
  ].flatMap((option) => ['-o', option]);
  const fetch = (...args: string[]) =>
    run('apt-get', [...options, '-q', ...args], { cwd: folder, timeout: FETCH_MS }).catch(() => undefined);
  await fetch('update');
  // A part of the package that the mirror lacks does not keep the archive from coming.
  await fetch('source', '--download-only', 'bandit');
  return readdirSync(folder).find((name) => /^bandit_.*\.orig\.tar\.\w+$/.test(name));
}

const LATER_RELEASES = ['stable', 'testing', 'unstable'];

/** The mirrors that the machine has, for sources: a line for each release, its own first. */
async function sourceLines(): Promise<string[]> {
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(SITE) $(RELEASE)',
    'Created-By: Packages',
  ]);
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .filter(([site]) => site?.includes('debian'));
  const later = lines.slice(0, 1).flatMap(([site]) => LATER_RELEASES.map((release) => [site, release]));
  return [...new Set([...lines, ...later].map(([site, release]) => `deb-src ${site} ${release} main`))];
}
