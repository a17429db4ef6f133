import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAgent } from '../agents/index.ts';
import { chooseRoute, type Reason, type RouteInput } from './route.ts';

const choose = (text: string, more: Partial<RouteInput> = {}) =>
  chooseRoute({ text, attachments: [], hasKnowledge: true, ...more });

const CASES: [reason: Reason, path: string, english: string[], chinese: string[]][] = [
  [
    'has_code',
    'code code',
    ['Why does this fail?\n```python\nx\n```', '```\nls\n```'],
    ['运行：\n```js\n1\n```'],
  ],
  [
    'asks_for_calculation',
    'code analysis',
    ['plot sin(x)', 'Make a histogram of it', '6*7', '12 / (3 + 4) = ?', 'what is 17 * 3', 'calculate 5 + 5'],
    ['画图', '绘制折线图', '计算 3 加 4', '3×4等于多少', '数据可视化'],
  ],
  [
    'asks_for_test',
    'agent test',
    ['Write tests for the parser', 'a unit test for add()', 'List test cases'],
    ['写测试', '给出单元测试'],
  ],
  [
    'asks_for_code',
    'code code',
    ['Write a Python script that sorts', 'Refactor this function', 'debug it'],
    ['写一个脚本', '调试这段代码', '这个函数太慢'],
  ],
  [
    'asks_for_text',
    'agent creative',
    ['Write a poem about oaks', 'Draft an e-mail to Ann', 'Translate this to French'],
    ['写一首诗', '起草一封信', '把它翻译成英文', '润色这段话'],
  ],
  [
    'question_with_knowledge',
    'knowledge research',
    ['When was it built?', 'Who is responsible', 'explain the policy', 'the policy on leave?'],
    ['休假政策是什么', '谁负责', '为什么停了', '根据手册总结', '可以报销吗'],
  ],
  ['nothing_special', 'agent research', ['Hello', 'Thanks a lot'], ['你好', '谢谢']],
];

for (const [reason, path, english, chinese] of CASES) {
  test(`${reason} leads to ${path}, in both languages`, () => {
    for (const text of [...english, ...chinese]) {
      const { route, agent, reason: why, pinned } = choose(text);
      assert.deepEqual([`${route} ${agent}`, why, pinned], [path, reason, false], text);
      assert.ok(findAgent(agent), agent);
    }
  });
}

test('a table that is attached is for analysis, whatever is said', () => {
  for (const name of ['a.csv', 'A.XLSX', '数据.tsv', 'a.json', 'a.parquet'])
    assert.deepEqual(choose('Hello', { attachments: [{ name }] }), {
      route: 'code',
      agent: 'analysis',
      reason: 'has_table',
      pinned: false,
      sure: true,
    });
  assert.equal(choose('Hello', { attachments: [{ name: 'csv.pdf' }] }).reason, 'nothing_special');
});

test('without documents a question is no knowledge question', () => {
  const choice = choose('When was it built?', { hasKnowledge: false });
  assert.deepEqual([choice.route, choice.agent, choice.sure], ['agent', 'creative', false]);
});

test('only where no rule spoke clearly may a model decide', () => {
  assert.equal(choose('Hello').sure, false);
  assert.equal(choose('Is this function fast?').sure, false);
  for (const text of ['6*7', 'Write a poem', '写测试', 'When was it built?'])
    assert.equal(choose(text).sure, true, text);
});

test('what the person pinned is taken before any rule', () => {
  const code = '```\nx\n```';
  assert.deepEqual(choose(code, { route: 'knowledge' }), {
    route: 'knowledge',
    agent: 'research',
    reason: 'pinned_route',
    pinned: true,
    sure: true,
  });
  assert.deepEqual(choose(code, { agent: 'creative' }), {
    route: 'agent',
    agent: 'creative',
    reason: 'pinned_agent',
    pinned: true,
    sure: true,
  });
  const both = choose(code, { route: 'code', agent: 'test' });
  assert.deepEqual([both.route, both.agent, both.reason], ['code', 'test', 'pinned_agent']);
});

test('a text of 100,000 characters is routed at once', () => {
  const began = performance.now();
  for (const text of [
    '1 '.repeat(50_000),
    '1+'.repeat(50_000),
    '`'.repeat(100_000),
    '```'.repeat(33_333),
    'what is '.repeat(12_500),
  ])
    choose(text);
  assert.ok(performance.now() - began < 2_000);
});
