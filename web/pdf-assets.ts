import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FOLDERS = ['cmaps', 'standard_fonts'] as const;
const ROOT = dirname(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist'))));
const ADDRESS = /^\/pdf\/(cmaps|standard_fonts)\/([\w.-]+)$/;

/**
 * What PDFs need that don't bring their fonts along: tables of Chinese, Japanese and Korean signs, and the fonts that
 * every reader has. Served below /pdf/, each file when a document asks for it.
 */
export function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const [, folder, name] = ADDRESS.exec(request.url ?? '') ?? [];
        if (!folder || !name) return next();
        response.end(await readFile(join(ROOT, folder, name)).catch(() => undefined));
      });
    },
    async generateBundle() {
      for (const folder of FOLDERS)
        for (const name of await readdir(join(ROOT, folder)))
          this.emitFile({
            type: 'asset',
            fileName: `pdf/${folder}/${name}`,
            source: await readFile(join(ROOT, folder, name)),
          });
    },
  };
}
