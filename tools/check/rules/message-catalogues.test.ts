import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { messageCatalogues } from './message-catalogues.ts';

function messagesFor(english: unknown, chinese: unknown, code = ''): string[] {
  const { findings } = messageCatalogues(
    projectOf({
      'web/src/i18n/en.json': JSON.stringify(english, null, 2),
      'web/src/i18n/zh-CN.json': JSON.stringify(chinese, null, 2),
      'web/src/app/page.tsx': code,
    }),
  );
  return findings.map(({ path, line, message }) => `${path}:${line} ${message}`);
}

test('messageCatalogues: equal and used catalogues pass, plurals of each language included', () => {
  const english = { chat: { send: 'Send', files_one: '{{count}} file', files_other: '{{count}} files' } };
  const chinese = { chat: { send: '发送', files_other: '{{count}} 个文件' } };
  const code = 't(\'chat.send\');\n<Trans i18nKey="chat.files" />;';
  assert.deepEqual(messagesFor(english, chinese, code), []);
});

test('messageCatalogues: keys of only one language and empty texts are found', () => {
  const code = "t('a'); t('b'); t('c');";
  assert.deepEqual(messagesFor({ a: 'A', b: 'B' }, { a: ' ', c: '丙' }, code), [
    'web/src/i18n/zh-CN.json:2 Message a is empty',
    'web/src/i18n/en.json:3 Message b is missing in web/src/i18n/zh-CN.json',
    'web/src/i18n/zh-CN.json:3 Message c is missing in web/src/i18n/en.json',
    'web/src/app/page.tsx:1 Message c is not in web/src/i18n/en.json',
  ]);
});

test('messageCatalogues: other placeholders or tags are found', () => {
  assert.deepEqual(messagesFor({ a: 'Hi {{name}} <b>!</b>' }, { a: '你好 {{nom}}' }, "t('a')"), [
    'web/src/i18n/zh-CN.json:2 Message a has placeholders nom, English has <b> name',
  ]);
});

test('messageCatalogues: unknown and unused keys are found', () => {
  const same = { chat: { used: 'x', unused: 'y' } };
  assert.deepEqual(messagesFor(same, same, "t('chat.used');\nt('chat.gone');"), [
    'web/src/app/page.tsx:2 Message chat.gone is not in web/src/i18n/en.json',
    'web/src/i18n/en.json:4 Message chat.unused is not used',
  ]);
});

test('messageCatalogues: templates, choices and tables of keys count as uses', () => {
  const same = { role: { admin: 'a', viewer: 'v' }, on: '1', off: '0', nav: { chat: 'c' } };
  const hole = ['$', '{role}'].join('');
  const code = `t(\`role.${hole}\`); t(wide ? 'on' : 'off'); const labels = { chat: 'nav.chat' };`;
  assert.deepEqual(messagesFor(same, same, code), []);
});

test('messageCatalogues: one catalogue without the other is found', () => {
  const { findings } = messageCatalogues(projectOf({ 'web/src/i18n/en.json': '{}' }));
  assert.deepEqual(
    findings.map(({ path }) => path),
    ['web/src/i18n/zh-CN.json'],
  );
});
