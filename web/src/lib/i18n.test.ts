import { expect, test } from 'vitest';
import { detectLanguage, formatLocale } from './i18n.ts';

test('the chosen language wins, then the first that the browser wants and there is, then English', () => {
  expect(detectLanguage('zh-CN', ['en'])).toBe('zh-CN');
  expect(detectLanguage(null, ['fr', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(detectLanguage(null, ['en-GB', 'zh'])).toBe('en');
  expect(detectLanguage('klingon', ['de'])).toBe('en');
  expect(detectLanguage(null, [])).toBe('en');
});

test('numbers and times follow the reader’s region of the shown language', () => {
  expect(formatLocale('en', ['de', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(formatLocale('zh-CN', ['en-GB', 'zh-SG'])).toBe('zh-SG');
  expect(formatLocale('zh-CN', ['en-GB'])).toBe('zh-CN');
});
