/** The value that `share` of the numbers do not exceed (nearest rank); 0 of none. */
export function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
