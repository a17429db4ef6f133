import type { FetchNeeds } from './fetch-page.ts';
import { fetchUrlTool } from './fetch-url.ts';
import { readFileTool, writeFileTool } from './file-tools.ts';
import { systemResolve } from './public-address.ts';
import { type RunCodeNeeds, runCodeTool } from './run-code.ts';
import type { Tool } from './tool.ts';

/** The tools that need nothing but the workspace. Their argument types differ, so they are kept as `Tool`. */
export function builtInTools(needs: RunCodeNeeds & { fetch?: FetchNeeds }): Tool[] {
  const fetch = needs.fetch ?? { resolve: systemResolve };
  return [runCodeTool(needs), readFileTool(needs), writeFileTool(needs), fetchUrlTool(fetch)] as Tool[];
}
