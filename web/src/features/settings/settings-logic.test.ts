import { expect, test } from 'vitest';
import { microsOf } from './price.ts';
import { rolesUpTo } from './roles.ts';

test('dollars as typed are whole millionths; what is no price costs nothing', () => {
  expect(microsOf(0.15)).toBe(150_000);
  expect(microsOf('2.5')).toBe(2_500_000);
  expect(microsOf('0.0000001')).toBe(0);
  for (const given of ['', 'free', -3, Number.NaN, Number.POSITIVE_INFINITY]) expect(microsOf(given)).toBe(0);
});

test('nobody gives a role above the own', () => {
  expect(rolesUpTo('viewer')).toEqual(['viewer']);
  expect(rolesUpTo('editor')).toEqual(['viewer', 'editor', 'analyst']);
  expect(rolesUpTo('admin')).not.toContain('super_admin');
  expect(rolesUpTo('super_admin').length).toBe(7);
});
