import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCAN_RULE_IDS } from '@agenticgen/sandbox';

for (const language of ['en', 'zh-CN']) {
  test(`every rule of the scan has its words, and no other (${language})`, () => {
    const url = new URL(`../../../web/src/i18n/${language}.json`, import.meta.url);
    const { scanRule } = JSON.parse(readFileSync(url, 'utf8')) as { scanRule: Record<string, string> };
    assert.deepEqual(Object.keys(scanRule).toSorted(), SCAN_RULE_IDS.toSorted());
  });
}
