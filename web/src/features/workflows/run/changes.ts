/** The keys of `after` whose values are not as before. */
export function changesOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const isChanged = ([key, value]: [string, unknown]) =>
    JSON.stringify(before[key]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(after).filter(isChanged));
}
