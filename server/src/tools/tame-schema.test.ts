import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonSchemaType } from './json-schema-type.ts';
import { cleanText, MAX_SCHEMA_DEPTH, resolvePointer, tameSchema } from './tame-schema.ts';

const tooLarge = { code: 'schema_too_large' };

test('what a schema says of values stays, what only some readers know is dropped', () => {
  const schema = {
    type: 'object',
    properties: { at: { type: 'string', minLength: 1, pattern: '^(a+)+$', 'x-vendor': true } },
    required: ['at'],
    patternProperties: { '^(a+)+$': {} },
    additionalProperties: false,
  };
  assert.deepEqual(tameSchema(schema), {
    type: 'object',
    properties: { at: { type: 'string', minLength: 1 } },
    required: ['at'],
    additionalProperties: false,
  });
});

test('references are put in place, and one that leads back to itself becomes anything', () => {
  const root = {
    definitions: { Node: { type: 'object', properties: { next: { $ref: '#/definitions/Node' } } } },
    properties: { first: { $ref: '#/definitions/Node' }, second: { $ref: '#/definitions/Node' } },
  };
  const node = { type: 'object', properties: { next: {} } };
  assert.deepEqual(tameSchema(root), { properties: { first: node, second: node } });
});

test('references to other places than the document itself are not followed', () => {
  for (const $ref of ['http://evil.example/x', 'file:///etc/passwd', 'other.json#/a', '#/none']) {
    assert.deepEqual(tameSchema({ properties: { a: { $ref } } }), { properties: { a: {} } });
  }
});

test('a schema that doubles with each level is refused before it is large', () => {
  const definitions: Record<string, object> = { d40: { type: 'string' } };
  for (let level = 0; level < 40; level++) {
    const next = { $ref: `#/definitions/d${level + 1}` };
    definitions[`d${level}`] = { allOf: [next, next] };
  }
  assert.throws(() => tameSchema({ definitions, properties: { a: { $ref: '#/definitions/d0' } } }), tooLarge);
});

test('depth, width, lists and texts have limits, and the refusal names the place', () => {
  let deep: object = { type: 'string' };
  for (let level = 0; level <= MAX_SCHEMA_DEPTH; level++) deep = { items: deep };
  assert.throws(() => tameSchema(deep), { ...tooLarge, message: /at #(\/items)+ \(deeper than 12 levels\)/ });
  const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`p${index}`, {}]));
  assert.throws(() => tameSchema({ properties: wide }), tooLarge);
  assert.throws(() => tameSchema({ enum: Array(501).fill('x') }), tooLarge);
  assert.throws(() => tameSchema({ const: 'x'.repeat(200_000) }), tooLarge);
  const { description } = tameSchema({ description: 'x'.repeat(9_000) });
  assert.equal(String(description).length, 2_000);
});

test('a name that would reach into the prototype is no property', () => {
  const tamed = tameSchema(JSON.parse('{"properties":{"__proto__":{"type":"string"},"a":{}}}'));
  assert.deepEqual(Object.keys(tamed.properties as object), ['a']);
  assert.equal(({} as { type?: unknown }).type, undefined);
  assert.equal(resolvePointer({}, '#/constructor'), undefined);
});

test('words that no eye sees are taken out of what people and models read', () => {
  assert.equal(cleanText(' a\u202eb\u200bc\u0007\u{e0041}\nd ', 100), 'abc\nd');
  assert.equal(cleanText('abcdef', 4), 'abc…');
});

test('whatever comes as a schema, it is refused or made into one that can be read', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const tamed = tameSchema(value);
      jsonSchemaType(tamed).safeParse({ a: 1 });
    }),
  );
});

test('arguments that do not fit are told with their place', () => {
  const type = jsonSchemaType({
    type: 'object',
    properties: { at: { type: 'object', properties: { line: { type: 'number' } } } },
    required: ['at'],
  });
  assert.deepEqual(type.parse({ at: { line: 1 } }), { at: { line: 1 } });
  const wrong = type.safeParse({ at: { line: 'x' } });
  assert.deepEqual(wrong.error?.issues[0]?.path, ['at', 'line']);
  assert.equal(type.safeParse({}).success, false);
  assert.equal(type.safeParse('text').success, false);
});
