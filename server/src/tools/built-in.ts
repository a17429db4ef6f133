import type { Runtime } from '../runtime/index.ts';
import { calculateTool } from './calculate.ts';
import { dateTimeTool } from './date-time.ts';
import { draftEmailTool } from './draft-email.ts';
import type { FetchNeeds } from './fetch-page.ts';
import { fetchUrlTool } from './fetch-url.ts';
import { readFileTool, writeFileTool } from './file-tools.ts';
import { type GitNeeds, gitTool } from './git/git-tool.ts';
import { httpRequestTool } from './http-request.ts';
import { diffFilesTool, listFilesTool, patchFileTool, searchFilesTool } from './more-file-tools.ts';
import { notebookTool } from './notebook.ts';
import { systemResolve } from './public-address.ts';
import { type RunCodeNeeds, runCodeTool } from './run-code.ts';
import type { Databases } from './sql/databases.ts';
import { sqlQueryTool } from './sql/sql-query.ts';
import { chartTool, dataTableTool } from './table-tools.ts';
import type { Tool } from './tool.ts';
import { webSearchTool } from './web-search.ts';

export interface BuiltInNeeds extends RunCodeNeeds {
  runtime: Pick<Runtime, 'now'>;
  fetch?: FetchNeeds;
  /** Where a SearXNG is; null: the web is not searched, and there is no such tool. */
  webSearchUrl?: string | null;
  /** Absent: there is no sql_query. */
  databases?: Databases;
  /** Absent: there is no git. */
  git?: GitNeeds['git'];
}

/** The tools that need nothing but the workspace. Their argument types differ, so they are kept as `Tool`. */
export function builtInTools(needs: BuiltInNeeds): Tool[] {
  const fetch = needs.fetch ?? { resolve: systemResolve };
  const { webSearchUrl = null, databases, git } = needs;
  return [
    runCodeTool(needs),
    notebookTool(needs),
    ...[readFileTool(needs), writeFileTool(needs), listFilesTool(needs), searchFilesTool(needs)],
    ...[diffFilesTool(needs), patchFileTool(needs), calculateTool(), dateTimeTool(needs.runtime)],
    ...[dataTableTool(needs), chartTool(needs)],
    ...[draftEmailTool(needs), fetchUrlTool(fetch), httpRequestTool(fetch)],
    ...(git ? [gitTool({ ...needs, git })] : []),
    ...(databases ? [sqlQueryTool({ ...needs, databases })] : []),
    ...(webSearchUrl === null ? [] : [webSearchTool(fetch, webSearchUrl)]),
  ] as Tool[];
}
