import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireProgram } from './install-line.ts';

test('requireProgram() finds a program of the system', () => {
  assert.match(requireProgram('sh', 'dash'), /\/sh$/);
});

test('requireProgram() names the line that installs a missing program', () => {
  assert.throws(() => requireProgram('no-such-server', 'no-such-package'), {
    code: 'counterpart_missing',
    message:
      'Cannot start no-such-server: it is not installed. Install it: sudo apt-get install -y no-such-package',
  });
});
