import { javascriptRules } from './javascript/rules.ts';
import { PYTHON_RULES } from './python/rules.ts';

/** Of both languages, and B613, which looks at the text before either is parsed. */
export const SCAN_RULE_IDS: readonly string[] = [
  ...new Set([...PYTHON_RULES, ...javascriptRules].map(({ id }) => id)),
  'B613',
];
