import type { Rule } from './api-types.ts';

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`);

/**
 * Whether the rules allow it. Without a record: whether there is any record it may be done to, so that a page
 * can be hidden. Conditions name columns (owner_id), records come as the API writes them (ownerId).
 * It only decides what is shown: the server decides what is done.
 */
export function can(rules: readonly Rule[], action: string, subject: string, record?: object): boolean {
  const fields = record && new Map(Object.entries(record).map(([name, value]) => [snakeCase(name), value]));
  return rules.some((rule) => {
    if (!rule.action.includes(action) || !rule.subject.includes(subject)) return false;
    if (!fields || !rule.conditions) return true;
    return Object.entries(rule.conditions).every(([column, value]) => fields.get(column) === value);
  });
}
