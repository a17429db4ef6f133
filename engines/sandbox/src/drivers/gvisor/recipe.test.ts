import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGvisorRecipe, bundleConfig, type GvisorParts } from './recipe.ts';

const parts: GvisorParts = {
  runsc: '/opt/runsc',
  platform: 'ptrace',
  bwrap: '/usr/bin/bwrap',
  python: '/usr/bin/python3.11',
  identity: { uid: 60842, gid: 60842, dropFrom: { setpriv: '/usr/bin/setpriv' } },
  node: null,
};
const node = { program: '/opt/node', libraries: ['/lib/x/libc.so.6'] };
type Bundle = {
  root: { readonly: boolean };
  process: { args: string[]; noNewPrivileges: boolean; capabilities: Record<string, string[]> };
  mounts: { destination: string; type: string; options?: string[] }[];
  linux: { namespaces: { type: string }[] };
};
const bundle = (given: GvisorParts) => bundleConfig(given) as Bundle;

test('root is given away before bubblewrap, and gVisor is started behind its namespaces', () => {
  const { command, args } = buildGvisorRecipe(parts);
  const line = [command, ...args].join(' ');
  assert.match(line, /^\/usr\/bin\/prlimit --data=\d+ --core=0 -- \/usr\/bin\/setpriv --reuid 60842 /);
  assert.match(line, /--no-new-privs -- \/usr\/bin\/bwrap --unshare-all --unshare-user --die-with-parent/);
  assert.match(line, /-- \/run\/runsc .*--network=none.* --platform=ptrace run --bundle \/bundle run$/);
  const asUser = buildGvisorRecipe({ ...parts, identity: { uid: 1000, gid: 1000 } });
  assert.match(asUser.args.join(' '), /^--data=\d+ --core=0 -- \/usr\/bin\/bwrap /);
});

test('nothing of the host can be written, and only /usr, settings of libraries and packages are seen', () => {
  const line = buildGvisorRecipe({ ...parts, packages: '/data/packages/1' }).args.join(' ');
  assert.doesNotMatch(line, / --bind | --dev-bind |--share-net/);
  const seen = [...line.matchAll(/--ro-bind(?:-try)? (\S+) (\S+)/g)].map(([, from]) => from);
  const allowed =
    /^\/usr$|^\/etc\/(alternatives|ld\.so\.cache|matplotlibrc|localtime|fonts)$|^\/opt\/runsc$|^\/data\/packages\/1$/;
  assert.deepEqual(
    seen.filter((path) => !allowed.test(path ?? '')),
    [],
  );
});

test('the bundle is told by a descriptor after the files that are inherited', () => {
  const { args, opens, told } = buildGvisorRecipe(parts);
  const place = args.indexOf('/bundle/config.json');
  assert.equal(args[place - 1], String(5 + opens.length));
  assert.deepEqual(JSON.parse(told?.[0] ?? ''), bundleConfig(parts));
  assert.ok(opens.some((path) => path.endsWith('/inside/gvisor/main.py')));
});

test('the bundle has a read-only root, no network, bounded memory for files and few rights', () => {
  const { root, process, mounts, linux } = bundle(parts);
  assert.equal(root.readonly, true);
  assert.ok(linux.namespaces.some(({ type }) => type === 'network'));
  assert.equal(process.noNewPrivileges, true);
  assert.deepEqual(process.capabilities.effective, process.capabilities.bounding);
  assert.doesNotMatch(JSON.stringify(process.capabilities), /PTRACE|NET_|DAC_|SYS_MODULE|RAWIO/);
  const writable = mounts.filter(({ type }) => type === 'tmpfs');
  assert.deepEqual(writable.map(({ destination }) => destination).sort(), [
    '/dev/shm',
    '/figures',
    '/tmp',
    '/workspace',
  ]);
  for (const { options } of writable) assert.match(options?.join() ?? '', /size=\d+/);
});

test('JavaScript gets a root of its own with the libraries of node, and no packages of Python', () => {
  const { args, opens } = buildGvisorRecipe({ ...parts, node, packages: '/data/packages/1' });
  const line = args.join(' ');
  assert.match(line, /--ro-bind \/lib\/x\/libc\.so\.6 \/rootfs\/js\/lib\/x\/libc\.so\.6/);
  assert.doesNotMatch(line, /\/data\/packages/);
  assert.ok(opens.some((path) => path.endsWith('/inside/runner.mjs')));
  const { mounts } = bundle({ ...parts, node });
  assert.ok(mounts.some(({ destination }) => destination === '/js/workspace'));
});
