import type { SpawnIsolated } from '@agenticgen/sandbox';
import { z } from 'zod';
import { checkFileName } from '../../files/index.ts';
import { codePolicyOf } from '../code-policy.ts';
import { toolErrors } from '../errors.ts';
import type { FileToolNeeds } from '../file-tools.ts';
import type { Egress } from '../guarded-request.ts';
import type { Tool, ToolContext, ToolResult } from '../tool.ts';
import { gitBroker } from './broker.ts';
import type { Repositories } from './repositories.ts';
import { type GitArgument, type GitResult, runGit } from './run-git.ts';

const MAX_DEPTH = 1_000;
const TIMEOUT_MS = 120_000;
const NOT_TEXT = /\u0000|\ufffd{3}/;
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** No option, no range, no reflog: a branch, a tag or a commit, and how far before it. */
const ref = z
  .string()
  .max(200)
  .regex(
    /^(?![-./])(?!.*(?:\.\.|@\{|\/\/|\.lock(?:$|[/~^])))[\p{L}\p{N}._/+#-]+(?:[~^]\d{0,4})*$/u,
    'No branch, tag or commit',
  );
const path = z
  .string()
  .min(1)
  .max(500)
  .regex(/^(?![:/-])[^\p{Cc}]+$/u, 'No path in a repository');

const schema = z.object({
  action: z
    .enum(['clone', 'log', 'diff', 'show', 'files'])
    .describe(
      'clone: fetch anew and tell the newest commits; log: commits; diff: between two commits, or what one changed; show: a file; files: names',
    ),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('Of the repository, such as https://example.org/group/project.git'),
  ref: ref.default('HEAD').describe('Branch, tag or commit'),
  from: ref.optional().describe('For diff: compare from here; default: the commit before ref'),
  path: path.optional().describe('For show: the file; for log, diff and files: only what lies below it'),
  limit: z.number().int().min(1).max(200).default(30).describe('For log: commits'),
  depth: z.number().int().min(1).max(MAX_DEPTH).default(50).describe('Commits of history that are fetched'),
  saveAs: z
    .string()
    .max(200)
    .optional()
    .describe('For show and diff: keeps the text as this file of the conversation'),
});
type Input = z.infer<typeof schema>;

export interface GitNeeds extends FileToolNeeds {
  /** How repositories are reached. Absent: there is no git. */
  git: {
    spawn: SpawnIsolated;
    repositories: Repositories;
    egress: Egress;
    /** Why programs are not started here; null where they are. */
    refused: string | null;
  };
}

/** git: reads repositories on the hosts that the workspace's policy names, by the real git behind walls. */
export function gitTool(needs: GitNeeds): Tool<Input> {
  const hostsOf = async (workspaceId: string) => (await codePolicyOf(needs.db, workspaceId)).egressHosts;
  return {
    name: 'git',
    title: 'Read a git repository',
    description:
      'Reads a git repository over HTTPS: its newest commits, log, differences, names of files, and files as they are in any commit. Nothing is written to it.',
    effect: 'read',
    schema,
    traits: { risk: 'medium', timeoutMs: TIMEOUT_MS },
    right: ['run', 'Tool'],
    isOffered: async (workspaceId) => (await hostsOf(workspaceId)).length > 0,
    async run(input, context) {
      if (needs.git.refused !== null) throw toolErrors.sandbox_missing(needs.git.refused);
      const url = checkedUrl(input.url);
      const hosts = await hostsOf(context.principal.workspaceId);
      const result = await fetched(needs, { ...input, url }, hosts, context);
      return told(needs, input, result, context);
    },
  };
}

/** Throws `url_refused` for what carries a name or a password: nothing secret goes behind the walls. */
function checkedUrl(given: string): string {
  const url = new URL(given);
  if (url.username !== '' || url.password !== '')
    throw toolErrors.url_refused('it has a user name or password');
  if (url.search !== '' || url.hash !== '') throw toolErrors.url_refused('it has a query');
  return url.href.replace(/\/+$/, '');
}

async function fetched(
  { git }: GitNeeds,
  input: Input,
  hosts: readonly string[],
  { principal, signal, note }: ToolContext,
): Promise<GitResult> {
  const { repositories, spawn, egress } = git;
  const { workspaceId } = principal;
  const broker = gitBroker({ egress, hosts, note: (said) => note?.('code.egress', said) }, input.url);
  const kept = await repositories.find(workspaceId, input.url);
  const renew = input.action === 'clone' || !kept?.isFresh;
  const { refs, command } = commandOf(input);
  const task = { refs, renew, depth: input.depth, arguments: command };
  const result = await runGit({ spawn, broker, task, kept: kept?.bytes ?? null, signal });
  if (result.kept.length > 0) await repositories.keep(workspaceId, input.url, result.kept, renew);
  return result;
}

const LOG = ['log', '--no-color', '--no-show-signature', '--date=iso-strict', '--format=%h %ad %an: %s'];
const DIFF = ['--no-color', '--no-ext-diff', '--no-textconv', '--patch', '--stat'];

/** What is asked of git: arguments that are ours, refs and paths that were checked, and where options end. */
function commandOf(input: Input): { refs: string[]; command: GitArgument[] } {
  const { action, ref: wanted, from, path: below, limit } = input;
  const at = revision(wanted);
  const paths = ['--', ...(below === undefined ? [] : [`:(literal)${below}`])];
  const refs = [at.ref];
  switch (action) {
    case 'clone':
    case 'log':
      return { refs, command: [...LOG, `-n${action === 'clone' ? 10 : limit}`, at, ...paths] };
    case 'files':
      return {
        refs,
        command: ['ls-tree', '-r', '--long', at, ...(below === undefined ? [] : ['--', below])],
      };
    case 'show':
      if (below === undefined) throw toolErrors.git_failed('name the file to show: path');
      return { refs, command: ['cat-file', 'blob', { ...at, rest: `${at.rest}:${below}` }] };
    case 'diff': {
      if (from === undefined)
        return { refs, command: ['show', ...DIFF, '--format=%H%n%an %ad%n%B', at, ...paths] };
      const before = revision(from);
      return { refs: [...new Set([before.ref, at.ref])], command: ['diff', ...DIFF, before, at, ...paths] };
    }
  }
}

/** The ref that is fetched, and how far before it. */
function revision(given: string): { ref: string; rest: string } {
  const at = given.search(/[~^]/);
  return at < 0 ? { ref: given, rest: '' } : { ref: given.slice(0, at), rest: given.slice(at) };
}

async function told(
  { db, files }: GitNeeds,
  { saveAs, action }: Input,
  { code, output, said, isCut }: GitResult,
  { area, principal }: ToolContext,
): Promise<ToolResult> {
  if (code !== 0) throw toolErrors.git_failed(said.trim() || `it ended with ${code}`);
  const text = output.toString('utf8').replaceAll(CONTROL, '\ufffd');
  if (action === 'show' && NOT_TEXT.test(text.slice(0, 4_096)) && saveAs === undefined)
    throw toolErrors.git_failed('the file is not text; saveAs keeps it as a file of the conversation');
  if (saveAs === undefined || (action !== 'show' && action !== 'diff'))
    return {
      ok: true,
      output: `${text.trimEnd() || 'Nothing'}${isCut ? '\n[cut]' : ''}`,
      files: [],
      citations: [],
    };
  const { workspaceId, userId } = principal;
  const file = await files.save(db, {
    ...{ workspaceId, area, createdBy: userId },
    name: checkFileName(saveAs),
    bytes: new Uint8Array(output),
  });
  return {
    ok: true,
    output: `Saved ${file.name} (${file.size} bytes)${isCut ? ', cut' : ''}`,
    files: [file],
    citations: [],
  };
}
