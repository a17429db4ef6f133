const MICROS_PER_DOLLAR = 1_000_000;

/** Dollars as a person types them, in millionths. What is no number costs nothing. */
export function microsOf(dollars: number | string): number {
  const value = Number(dollars);
  return Number.isFinite(value) && value > 0 ? Math.round(value * MICROS_PER_DOLLAR) : 0;
}
