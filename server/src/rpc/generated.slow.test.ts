import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const FILES = [
  'agenticgen/orchestrator/v1/orchestrator_pb.ts',
  'agenticgen/sandbox/v1/sandbox_pb.ts',
  'agenticgen/search/v1/search_pb.ts',
];

test('the generated code is that of the .proto files (mend with: cd proto && npx buf generate)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-proto-'));
  try {
    const bin = join(root, 'node_modules', '.bin');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const plugins = { local: 'protoc-gen-es', out: folder, opt: ['target=ts', 'import_extension=ts'] };
    const template = JSON.stringify({ version: 'v2', plugins: [plugins] });
    execFileSync(join(bin, 'buf'), ['lint'], { cwd: join(root, 'proto'), env });
    execFileSync(join(bin, 'buf'), ['generate', '--template', template], { cwd: join(root, 'proto'), env });
    for (const file of FILES) {
      const committed = readFileSync(new URL(`generated/${file}`, import.meta.url), 'utf8');
      assert.equal(readFileSync(join(folder, file), 'utf8'), committed);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
