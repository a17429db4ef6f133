import type { Draft } from '../flow/draft.ts';
import { writeYaml } from '../flow/yaml-text.ts';

/** The name of the file for a workflow. */
export function fileName(name: string, format: string): string {
  const base = name
    .toLocaleLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${base || 'workflow'}.${format}`;
}

/** Saves the draft, as it is now, as a file. */
export function download(draft: Draft, format: 'yaml' | 'json'): void {
  const text = format === 'yaml' ? writeYaml(draft) : `${JSON.stringify(draft, null, 2)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: `application/${format}` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(draft.name, format);
  link.click();
  URL.revokeObjectURL(url);
}
