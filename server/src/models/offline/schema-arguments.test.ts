import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsFor, fittingTool } from './schema-arguments.ts';

const tool = (properties: Record<string, unknown>, required?: string[]) => ({
  name: 't',
  description: '',
  parameters: { type: 'object', properties, ...(required ? { required } : {}) },
});
const text = { type: 'string' };

test('quoted texts and names fill the texts, in order and once each', () => {
  const two = tool({ from: text, to: text });
  assert.deepEqual(argumentsFor(two, 'Fly "Oslo" to "Rome"'), { from: 'Oslo', to: 'Rome' });
  assert.deepEqual(argumentsFor(two, '从「北京」到“上海”'), { from: '北京', to: '上海' });
  assert.deepEqual(argumentsFor(tool({ city: text }), 'the weather in New York now'), { city: 'New York' });
});

test('without anything better a text is the whole question', () => {
  assert.deepEqual(argumentsFor(tool({ query: text }), 'what is up'), { query: 'what is up' });
});

test('numbers fill numbers, whole ones where whole ones are wanted', () => {
  const numbers = tool({ count: { type: 'integer' }, ratio: { type: 'number' }, rest: { type: 'number' } });
  assert.deepEqual(argumentsFor(numbers, 'take 3.7 and -0.5'), { count: 4, ratio: -0.5, rest: 0 });
});

test('an enumeration takes the value that is named, else its first', () => {
  const unit = tool({ unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } });
  assert.deepEqual(argumentsFor(unit, 'in Fahrenheit please'), { unit: 'fahrenheit' });
  assert.deepEqual(argumentsFor(unit, 'just so'), { unit: 'celsius' });
});

test('objects, arrays and booleans are filled within', () => {
  const nested = tool({
    place: { type: 'object', properties: { city: text }, required: ['city'] },
    tags: { type: 'array', items: text },
    sure: { type: 'boolean' },
  });
  assert.deepEqual(argumentsFor(nested, '"Oslo" "cold"'), {
    place: { city: 'Oslo' },
    tags: ['cold'],
    sure: true,
  });
});

test('only what is required is filled', () => {
  assert.deepEqual(argumentsFor(tool({ a: text, b: text }, ['b']), '"x"'), { b: 'x' });
  assert.deepEqual(argumentsFor({ name: 't', description: '', parameters: {} }, 'x'), {});
});

test('fittingTool() picks the tool that shares most words with the question, or none', () => {
  const tools = [
    { name: 'get_weather', description: 'Weather of a city', parameters: {} },
    { name: 'send_mail', description: 'Sends an e-mail message', parameters: {} },
    { name: '查天气', description: '查询城市天气', parameters: {} },
  ];
  assert.equal(fittingTool(tools, 'Send a message to Ann')?.name, 'send_mail');
  assert.equal(fittingTool(tools, 'How is the weather?')?.name, 'get_weather');
  assert.equal(fittingTool(tools, '北京的天气怎么样')?.name, '查天气');
  assert.equal(fittingTool(tools, 'Tell me a joke'), undefined);
  assert.equal(fittingTool([], 'weather'), undefined);
});
