import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { visibleText } from './visible-text.ts';

function textsIn(code: string): string[] {
  return visibleText(projectOf({ 'web/src/ui/a.tsx': code })).findings.map(({ message }) => message);
}

test('visibleText: text between tags and in spoken attributes is found', () => {
  const code = `const a = <p title={'Tip'}>Hello <b aria-label="Close">×</b>{'World'}</p>;`;
  assert.deepEqual(
    textsIn(code).map((message) => message.replace(/.*: /, '')),
    ['"Tip"', '"Hello"', '"Close"', '"World"'],
  );
});

test('visibleText: messages, signs, names and technical attributes are fine', () => {
  const code = `const a = <p className="big" title={t('tip')}>{t('hello')} · 42 <b>AgenticGen</b></p>;`;
  assert.deepEqual(textsIn(code), []);
});
