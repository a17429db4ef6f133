/** Longest name of a step that the log takes. */
const MAX_STEP_NAME = 120;

/** Where a node is: its own id, and the rounds and items around it. `['each', 2, 'draft']` is each[2].draft. */
export type NodePath = readonly (string | number)[];

export function pathText(path: NodePath): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** The step that records a node; `suffix` tells apart what belongs to the same node. */
export function stepName(path: NodePath, suffix = ''): string {
  const text = pathText(path);
  if (text.length + suffix.length <= MAX_STEP_NAME) return text + suffix;
  const hash = fnv1a(text);
  const kept = MAX_STEP_NAME - suffix.length - hash.length - 1;
  return `${hash}~${text.slice(-kept)}${suffix}`;
}

/** The n-th try of a node. */
export function tryStep(path: NodePath, attempt: number): string {
  return stepName(path, attempt === 1 ? '' : `#${attempt}`);
}

/** 52 bits of FNV-1a (Fowler, Noll, Vo), enough to tell the nodes of one run apart. */
export function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return (hash >> 12n).toString(36);
}
