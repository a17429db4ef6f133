const FENCE = /```(?:json)?\s*\n([\s\S]*?)```/;

/** JSON as models write it: the whole text, or in the first fence. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(FENCE.exec(text)?.[1] ?? text);
  } catch {
    return undefined;
  }
}
