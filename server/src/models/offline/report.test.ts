import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrasesFor } from './phrases.ts';
import { report } from './report.ts';

const en = phrasesFor('English');
const zh = phrasesFor('中文');
const result = (tool: string, output: string, ok = true) => ({
  role: 'tool' as const,
  callId: 'c',
  tool,
  ok,
  output,
});

test('phrasesFor() answers in the language of the question', () => {
  assert.match(en('intro'), /^I am the built-in offline model: rules, not a language model/);
  assert.match(zh('intro'), /^我是内置的离线模型：由规则构成/);
  assert.equal(phrasesFor('Wie geht es?')('result'), 'The result is');
});

test('a search is reported by extraction with its marks', () => {
  const output = '[1] a.md\nThe keel is lead. Herring is a fish.';
  assert.equal(
    report('What is the keel?', [result('search_knowledge', output)], en),
    'This is what your documents say:\n\n- The keel is lead. [1]',
  );
  assert.match(
    report('龙骨是什么做的？', [result('search_knowledge', '[1] a.md\n龙骨是铅做的。')], zh),
    /^你的文档里这样写：\n\n- 龙骨是铅做的。 \[1\]$/,
  );
});

test('a search that found nothing says so in the language of the question', () => {
  const nothing = result('search_knowledge', 'Nothing was found. Say that the knowledge does not tell.');
  assert.match(report('Who?', [nothing], en), /^I found nothing/);
  assert.match(report('谁？', [nothing], zh), /^知识库里没有找到/);
});

test('one line of output is a result, several are shown as they are', () => {
  assert.equal(report('', [result('run_code', 'Output:\n42')], en), 'The result is **42**');
  assert.equal(
    report('', [result('run_code', 'Output:\n1\n2')], en),
    'I ran it. The output:\n\n```\n1\n2\n```',
  );
  const silent = result('run_code', 'The program ended well and printed nothing');
  assert.equal(report('', [silent], en), 'I ran it. It ended well and printed nothing.');
});

test('figures and files that were made are named', () => {
  const text = report('', [result('run_code', 'Output:\n3 rows\n\nFiles: figure-01.png')], en);
  assert.equal(text, 'The result is **3 rows**\n\nThe figure is above.');
  assert.match(report('', [result('run_code', 'Files: out.csv')], en), /^Files made: out\.csv$/);
});

test('a failure is shown with the words of the tool', () => {
  assert.equal(
    report('', [result('run_code', 'Errors:\nValueError\n\nExit code 1', false)], en),
    'That did not work:\n\n```\nErrors:\nValueError\n\nExit code 1\n```',
  );
});

test('an interrupted tool is told as such and not as a failure', () => {
  const text = report('', [result('write_file', 'Interrupted: the server stopped ...', false)], en);
  assert.match(text, /^The server stopped while a tool was running/);
});

test('several results are reported one after the other, long ones cut', () => {
  const text = report(
    '',
    [result('write_file', 'Saved a.txt (1 bytes)'), result('odd', `x\n${'y'.repeat(9_000)}`)],
    en,
  );
  assert.match(text, /^Saved a\.txt \(1 bytes\)\n\nThe tool answered:\n\n```\nx\ny+/);
  assert.ok(text.length < 4_200);
});
