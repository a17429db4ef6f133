import { DONE, ERROR, type Node, portsOf } from '@agenticgen/orchestrator/workflow';
import { isObject, isTexts } from '../../../lib/json-value.ts';
import type { DraftNode } from './draft.ts';

/** Those that fail only with the whole run, so that nothing can come after their failure. */
const CANNOT_FAIL: readonly DraftNode['type'][] = ['join'];

/** The ports of a node that is still being written, without `error`. */
export function draftPorts(node: DraftNode): string[] {
  const cases = Array.isArray(node['cases']) ? node['cases'].filter(isObject) : [];
  const whole = {
    ...node,
    cases: cases.map((item) => ({ port: String(item['port'] ?? '') })),
    signals: isTexts(node['signals']) ? node['signals'] : [],
  };
  return [...new Set(portsOf(whole as unknown as Node))].filter((port) => port !== '');
}

/** Ports that get a line of their own on the card; `done` sits beside its head and `error` below. */
export const rowPorts = (node: DraftNode): string[] => draftPorts(node).filter((port) => port !== DONE);

export const hasDone = (node: DraftNode): boolean => draftPorts(node).includes(DONE);

export const canFail = (node: DraftNode): boolean => !CANNOT_FAIL.includes(node.type);

export { DONE, ERROR };
