import { expect, test } from 'vitest';
import { authOf, NO_AUTH } from './auth-fields.tsx';
import { nameFrom } from './choose-operations.tsx';

const draft = (more: object) => authOf({ ...NO_AUTH, ...more });

test('each way to authorize is whole only with all that it needs', () => {
  expect(draft({})).toEqual({ kind: 'none' });
  expect(draft({ kind: 'oauth' })).toEqual({ kind: 'oauth' });
  expect(draft({ kind: 'bearer' })).toBeNull();
  expect(draft({ kind: 'bearer', secret: 't' })).toEqual({ kind: 'bearer', token: 't' });
  expect(draft({ kind: 'key', secret: 'k' })).toBeNull();
  expect(draft({ kind: 'key', secret: 'k', name: 'X' })).toEqual({
    kind: 'key',
    in: 'header',
    name: 'X',
    key: 'k',
  });
  expect(draft({ kind: 'basic', secret: 'p', name: 'u' })).toEqual({
    kind: 'basic',
    user: 'u',
    password: 'p',
  });
  expect(draft({ kind: 'client-credentials', secret: 's', name: 'c' })).toBeNull();
  expect(draft({ kind: 'client-credentials', secret: 's', name: 'c', tokenUrl: 'https://t' })).toMatchObject({
    clientId: 'c',
  });
});

test('a name is proposed from the title, such as may begin the names of tools', () => {
  expect(nameFrom('Swagger Petstore - OpenAPI 3.0')).toBe('swagger_petstore_openapi');
  expect(nameFrom('3D printing!')).toBe('d_printing');
  expect(nameFrom('天气')).toBe('');
});
