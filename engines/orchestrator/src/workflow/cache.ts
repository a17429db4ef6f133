import { canonicalText } from './canonical.ts';
import { promisedMisfit } from './check-value.ts';
import { AROUND_KEYS, isCacheable, type TaskNode } from './definition.ts';
import type { Scope } from './expression.ts';
import { type Frame, pathOf } from './frame.ts';
import type { TaskCache } from './host.ts';
import { MAX_CACHE_MS } from './limits.ts';
import { fnv1a } from './step-name.ts';
import { fillString } from './template.ts';

/**
 * Under which key a result of a node is kept: its place without rounds and items, its definition, and its filled
 * cache key. Null for a node that is given something else than its templates say, and for an empty key.
 */
export function cacheOf(
  frame: Frame,
  node: TaskNode,
  scope: Scope,
  override: Record<string, unknown> | undefined,
): TaskCache | null {
  const isEdited = override !== undefined && Object.keys(override).length > 0;
  if (!node.cache || !isCacheable(node) || isEdited) return null;
  const filled = fillString(node.cache.key, scope);
  if (filled === '') return null;
  const place = pathOf(frame, node).filter((part) => typeof part === 'string');
  const what = Object.fromEntries(Object.entries(node).filter(([name]) => !AROUND_KEYS.has(name)));
  const key = canonicalText([place, what, filled]);
  return {
    key,
    mark: fnv1a(key),
    ttlMs: Math.min(node.cache.ttlMs, MAX_CACHE_MS),
    find: override === undefined,
    isResult: (output) => promisedMisfit(node, output) === null,
  };
}
