import { strToU8, zipSync } from 'fflate';

export interface MadeWheel {
  file: string;
  bytes: Uint8Array;
}

/** A wheel of one pure module, with whatever else a test wants in it. */
export function makeWheel(
  name: string,
  version: string,
  {
    requires = [],
    code = `version = "${version}"`,
    files = {},
  }: { requires?: string[]; code?: string; files?: Record<string, string> } = {},
): MadeWheel {
  const info = `${name}-${version}.dist-info`;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
  ];
  const entries: Record<string, string> = {
    [`${name}/__init__.py`]: code,
    [`${info}/METADATA`]: `${metadata.join('\n')}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
    ...files,
  };
  const zipped = zipSync(
    Object.fromEntries(Object.entries(entries).map(([path, text]) => [path, strToU8(text)])),
  );
  return { file: `${name}-${version}-py3-none-any.whl`, bytes: zipped };
}
