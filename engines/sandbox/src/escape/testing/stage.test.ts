import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf } from './stage.ts';

test('rowsOf() keeps what one user made, and nothing of a database beside', () => {
  const head = '       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid';
  const [database, own] = [
    '   4268056      65537   600                    56  2995  5073      6   101   104   101   104',
    '         0      65538   666                  4096  3100  3100      1     0     0 60842 60842',
  ];
  assert.equal(rowsOf(`${head}\n${database}\n`, 60_842), '');
  assert.equal(rowsOf(`${head}\n${database}\n${own}\n`, 60_842), own);
  assert.equal(rowsOf('', 60_842), '');
});
