const DIALECTS = ['sqlite', 'mysql'] as const;

export type TestDialect = (typeof DIALECTS)[number];

/** The databases that claims about SQL are tested on: both, or SQLite alone in a fast run (TEST_DIALECTS=sqlite). */
export const TEST_DIALECTS: readonly TestDialect[] =
  process.env.TEST_DIALECTS === 'sqlite' ? ['sqlite'] : DIALECTS;
