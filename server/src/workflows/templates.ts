import { codeTemplates } from './templates/code.ts';
import { tableTemplates } from './templates/tables.ts';
import type { Template } from './templates/template.ts';
import { togetherTemplates } from './templates/together.ts';

/** Ready workflows, one for each task that a workspace is for. All of them run with the offline model. */
export function templates(): Template[] {
  return [...codeTemplates, ...tableTemplates, ...togetherTemplates];
}
