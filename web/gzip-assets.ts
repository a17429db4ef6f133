import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:js|css|svg|json)$/;
/** Below this a second file costs more than it saves. */
const MIN_BYTES = 1024;

const zip = promisify(gzip);

/** Writes name.gz beside every text asset, which the server sends to whoever takes gzip. */
export function gzipAssets(): Plugin {
  return {
    name: 'gzip-assets',
    apply: 'build',
    // After the files are written: plugins still change them while the bundle is made.
    async writeBundle({ dir = 'dist' }, bundle) {
      const paths = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
      await Promise.all(paths.map((name) => compress(join(dir, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length >= MIN_BYTES) await writeFile(`${path}.gz`, await zip(bytes, { level: 9 }));
}
