import { expect, test } from 'vitest';
import en from '../i18n/en.json';
import zh from '../i18n/zh-CN.json';
import { changeLanguage, detectLanguage, formatLocale, loadLaterTexts, startI18n } from './i18n.ts';

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

test('what only some pages say is added when it is asked for, and follows a change of the language', async () => {
  localStorage.setItem('agenticgen.language', 'en');
  const i18n = await startI18n();
  expect([i18n.exists('common.save'), i18n.exists('schedules.title')]).toEqual([true, false]);
  await loadLaterTexts();
  expect(i18n.t('schedules.title')).toBe(en.schedules.title);
  expect(i18n.exists('common.save')).toBe(true);
  await changeLanguage('zh-CN');
  expect([i18n.t('schedules.title'), i18n.t('common.save')]).toEqual([zh.schedules.title, zh.common.save]);
});
