import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:js|css|svg|json|html)$/;
/** Below this a second file costs more than it saves. */
const MIN_BYTES = 1024;

const zip = promisify(gzip);

/** Writes name.gz beside every text asset, which the server sends to whoever takes gzip. */
export function gzipAssets(): Plugin {
  return {
    name: 'gzip-assets',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const sources = Object.values(bundle).map((item) => ({
        name: item.fileName,
        bytes: Buffer.from(item.type === 'chunk' ? item.code : item.source),
      }));
      const wanted = sources.filter(
        ({ name, bytes }) => COMPRESSIBLE.test(name) && bytes.length >= MIN_BYTES,
      );
      for (const { name, bytes } of wanted) {
        this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: await zip(bytes, { level: 9 }) });
      }
    },
  };
}
