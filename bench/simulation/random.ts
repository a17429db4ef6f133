/** A small seeded generator (mulberry32): the same seed gives the same load. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    exponential: (mean: number) => -mean * Math.log(1 - uniform()),
    between: (from: number, to: number) => from + (to - from) * uniform(),
    logNormal(mean: number, sigma: number) {
      const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return mean * Math.exp(sigma * normal - (sigma * sigma) / 2);
    },
    /** Bounded Pareto with the given mean before the bound. */
    pareto(mean: number, alpha: number, most: number) {
      return Math.min(most, ((mean * (alpha - 1)) / alpha) * (1 - uniform()) ** (-1 / alpha));
    },
  };
}
export type Random = ReturnType<typeof createRandom>;
