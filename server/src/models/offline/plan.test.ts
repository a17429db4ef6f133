import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToolSpec } from '../chat-model.ts';
import { planCall, readQuestion } from './plan.ts';

const OWN = ['run_code', 'read_file', 'write_file', 'fetch_url', 'search_knowledge'];
const spec = (name: string, description = '', parameters = {}): ToolSpec => ({
  name,
  description,
  parameters,
});

function plan(
  text: string,
  tools = OWN.map((name) => spec(name)),
  toolChoice: 'auto' | 'none' | 'required' = 'auto',
) {
  return planCall({ messages: [], tools, toolChoice, signal: new AbortController().signal }, text);
}
const codeOf = (text: string) => {
  const call = plan(text);
  assert.equal(call?.tool, 'run_code', `${text}: ${JSON.stringify(call)}`);
  return String(call.arguments.code);
};

test('readQuestion() parts the words of the person from the note of attached files', () => {
  assert.deepEqual(
    readQuestion('Plot it\n\n[Attached files: a.csv (text/csv, 12 bytes), b.md (text/markdown, 3 bytes)]'),
    {
      text: 'Plot it',
      files: ['a.csv', 'b.md'],
    },
  );
  assert.deepEqual(readQuestion('Just words'), { text: 'Just words', files: [] });
});

test('readQuestion() reads names with brackets, commas and spaces', () => {
  const names = ['data (1).csv', 'a, b.csv', '销售 数据（最终）.xlsx'];
  const note = names.map((name) => `${name} (text/csv, 12 bytes)`).join(', ');
  assert.deepEqual(readQuestion(`x\n\n[Attached files: ${note}]`).files, names);
});

test('a block of code is run in its language', () => {
  assert.deepEqual(plan('Run this:\n```python\nprint(1)\n```'), {
    tool: 'run_code',
    arguments: { language: 'python', code: 'print(1)\n' },
  });
  for (const language of ['js', 'javascript', 'node'])
    assert.equal(plan(`\`\`\`${language}\nconsole.log(1)\n\`\`\``)?.arguments.language, 'javascript');
  assert.equal(plan('```\nprint(2)\n```')?.arguments.language, 'python');
});

test('an attached table is worked on by a program that names it', () => {
  const call = codeOf('What is the total?\n\n[Attached files: sales (1).csv (text/csv, 12 bytes)]');
  assert.match(call, /file = "sales \(1\)\.csv"/);
});

test('sums are computed, and dates are not taken for sums', () => {
  assert.match(codeOf('What is 12 * (3 + 4)?'), /print\(12 \* \(3 \+ 4\)\)/);
  assert.match(codeOf('计算 1,000 × 2.5'), /print\(1000 \* 2\.5\)/);
  assert.match(codeOf('2^10 = ?'), /print\(2\*\*10\)/);
  for (const text of ['What happened on 2024-05-06?', 'What changed between 01/02/2023 and 05.06.2024?'])
    assert.equal(plan(text)?.tool, 'search_knowledge', text);
});

test('a formula is plotted, in English and in Chinese', () => {
  for (const text of ['plot sin(x)/x', '画出 sin(x)/x 的图像', '绘制函数 y = sin(x)/x'])
    assert.match(codeOf(text), /y = sin\(x\)\/x\n/, text);
});

test('a text is saved under the name that is given', () => {
  const cases: [string, string, string][] = [
    ['Save to notes.txt: buy oak', 'notes.txt', 'buy oak'],
    ['write "buy oak" to a file called notes.md', 'notes.md', 'buy oak'],
    ['保存为 notes.txt：买橡木', 'notes.txt', '买橡木'],
    ['把买橡木保存到 notes.txt', 'notes.txt', '买橡木'],
  ];
  for (const [text, name, content] of cases)
    assert.deepEqual(plan(text), { tool: 'write_file', arguments: { name, content } }, text);
});

test('an address is fetched without the punctuation behind it', () => {
  const cases = [
    'Read https://example.org/page.',
    'What is on (https://example.org/page)?',
    '总结 https://example.org/page，谢谢',
    'See https://example.org/page!',
  ];
  for (const text of cases)
    assert.deepEqual(plan(text), { tool: 'fetch_url', arguments: { url: 'https://example.org/page' } }, text);
});

test('a file is read when it is named or attached', () => {
  assert.deepEqual(plan('read notes.md')?.arguments, { name: 'notes.md' });
  assert.deepEqual(plan('请读 notes.md')?.arguments, { name: 'notes.md' });
  const attached = plan('总结一下\n\n[Attached files: 报告.txt (text/plain, 12 bytes)]');
  assert.deepEqual(attached, { tool: 'read_file', arguments: { name: '报告.txt' } });
});

test('any other question is looked up, and an empty one is not', () => {
  assert.deepEqual(plan('Who built the lighthouse?'), {
    tool: 'search_knowledge',
    arguments: { query: 'Who built the lighthouse?' },
  });
  assert.equal(plan('   '), undefined);
  assert.ok(String(plan('long '.repeat(1_000))?.arguments.query).length <= 1_000);
});

test('only tools that the agent has are called', () => {
  assert.equal(plan('What is 1 + 1?', [spec('search_knowledge')])?.tool, 'search_knowledge');
  assert.equal(plan('What is 1 + 1?', []), undefined);
  assert.equal(plan('What is 1 + 1?', undefined, 'none'), undefined);
});

test('a tool of a client is called when its words fit, or when one is required', () => {
  const weather = spec('get_weather', 'Current weather of a city', {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  });
  assert.deepEqual(plan('What is the weather in Paris?', [weather]), {
    tool: 'get_weather',
    arguments: { city: 'Paris' },
  });
  assert.equal(plan('Tell me a joke', [weather]), undefined);
  assert.equal(plan('Tell me a joke', [weather], 'required')?.tool, 'get_weather');
});
