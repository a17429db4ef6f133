import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import { LATER } from './src/i18n/later.ts';

const PART = /\.json\?(first|later)$/;

/**
 * Serves `catalogue.json?first` and `?later`: what every page says, and what only some do. The catalogue itself
 * stays one file, for those who write and check it.
 */
export function catalogueParts(): Plugin {
  return {
    name: 'catalogue-parts',
    enforce: 'pre',
    async load(id) {
      const part = PART.exec(id)?.[1];
      if (!part) return null;
      const path = id.replace(/\?.*$/, '');
      this.addWatchFile(path);
      const texts = JSON.parse(await readFile(path, 'utf8')) as object;
      const wanted = Object.entries(texts).filter(([key]) => LATER.has(key) === (part === 'later'));
      return { code: `export default ${JSON.stringify(Object.fromEntries(wanted))}`, moduleType: 'js' };
    },
  };
}
