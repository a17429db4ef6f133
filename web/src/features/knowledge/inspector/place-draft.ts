// What a person makes of the passages at one place before it is saved.

/** Cuts one of the texts where the cursor stands; nothing to cut on either side leaves all as it was. */
export function cut(texts: readonly string[], index: number, at: number): string[] {
  const text = texts[index] ?? '';
  const [before, after] = [text.slice(0, at).trim(), text.slice(at).trim()];
  if (before === '' || after === '') return [...texts];
  return [...texts.slice(0, index), before, after, ...texts.slice(index + 1)];
}

/** Puts a text at the end of the one before it. */
export function joined(texts: readonly string[], index: number): string[] {
  const before = texts[index - 1];
  if (before === undefined) return [...texts];
  return [...texts.slice(0, index - 1), `${before}\n${texts[index] ?? ''}`, ...texts.slice(index + 1)];
}

/** What is saved: empty texts are none. */
export const saved = (texts: readonly string[]): string[] =>
  texts.map((text) => text.trim()).filter((text) => text !== '');
