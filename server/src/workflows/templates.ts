import { codeTemplates } from './templates/code.ts';
import { dataTemplates } from './templates/data.ts';
import type { Template } from './templates/template.ts';
import { togetherTemplates } from './templates/together.ts';

/** Ready workflows, one for each task that a workspace is for. All of them run with the offline model. */
export function templates(): Template[] {
  return [...codeTemplates, ...dataTemplates, ...togetherTemplates];
}
