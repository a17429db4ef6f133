import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureSystemParts, installLine } from './system-parts.mjs';

const PARTS = [
  { debian: 'bubblewrap', files: ['/usr/bin/bwrap'] },
  { debian: 'mariadb-server', files: ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'] },
];

type Options = { present?: string[]; setup?: string; rights?: string[] | undefined };

test('ensureSystemParts() installs what is missing, and only that', async () => {
  const machine = fakeMachine({ present: ['/usr/bin/apt-get', '/usr/bin/bwrap'], rights: [] });
  assert.deepEqual(await ensureSystemParts(PARTS, machine), []);
  assert.deepEqual(machine.installs, [['mariadb-server']]);
});

test('ensureSystemParts() asks nothing when all is there', async () => {
  const machine = fakeMachine({ present: ['/usr/bin/bwrap', '/usr/local/sbin/mariadbd'] });
  assert.deepEqual(await ensureSystemParts(PARTS, machine), []);
  assert.deepEqual(machine.installs, []);
});

test('ensureSystemParts() installs nothing with SETUP=off, without apt-get or without rights', async () => {
  const apt = ['/usr/bin/apt-get'];
  for (const options of [
    { present: apt, rights: [], setup: 'off' },
    { present: [], rights: [] },
    { present: apt, rights: undefined },
  ]) {
    const machine = fakeMachine(options);
    assert.deepEqual(await ensureSystemParts(PARTS, machine), ['bubblewrap', 'mariadb-server']);
    assert.deepEqual(machine.installs, []);
  }
});

test('ensureSystemParts() answers what is left when the installation fails', async () => {
  const machine = { ...fakeMachine({ present: ['/usr/bin/apt-get'], rights: [] }), install: async () => 100 };
  assert.deepEqual(await ensureSystemParts(PARTS, machine), ['bubblewrap', 'mariadb-server']);
});

test('installLine() is a line to paste', () => {
  assert.equal(installLine(['a', 'b']), 'sudo apt-get install -y a b');
});

function fakeMachine({ present = [], setup, rights }: Options) {
  const there = new Set(present);
  const installs: string[][] = [];
  return {
    setup,
    installs,
    exists: (path: string) => there.has(path),
    rights: () => rights,
    install: async (_rights: string[], names: string[]) => {
      installs.push(names);
      for (const part of PARTS) if (names.includes(part.debian)) there.add(part.files[0]!);
      return 0;
    },
  };
}
