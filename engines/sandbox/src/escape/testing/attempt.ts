// What an attempt to get out is: a small program, and how to tell that it got nowhere.
import type { Execution, KillReason, Language } from '../../lib/execution.ts';
import type { Limits } from '../../lib/limits.ts';
import type { Targets } from './stage.ts';

export type Attempt = {
  name: string;
  language: Language;
  /**
   * Raises what the kernel answers, or calls need(false, why), where it is stopped; coming to its end is an escape.
   * It finds what there is to reach in HOST.
   */
  code: string;
  /** Reaches its end outside of the sandbox, as an ordinary user, and harmlessly: shows that it can succeed. */
  control?: true;
  /** Instead of an answer, this must be how it ends. */
  ends?: 'killed' | KillReason;
  /** In gVisor, whose kernel does not refuse it: the limit that ends it. */
  endsInGvisor?: KillReason;
  limits?: Partial<Limits>;
  /** With a broker that refuses every request; such a run is cold. */
  broker?: true;
  /** Only where the language's guards are on or off: what they alone refuse is no escape without them. */
  guards?: 'on' | 'off';
  /** Runs before it in the same sandbox, and may leave something behind; or beside it. */
  neighbour?: { code: string; when: 'before' | 'beside' };
  /** Beyond what every attempt is checked for: says what is wrong with the outcome. */
  judge?: (execution: Execution, targets: Targets) => string | undefined;
};

/** Attempts that are `together` leave nothing behind in their process: some of them share a run. */
export type Family = { name: string; attempts: Attempt[]; together: boolean };

/** [name, code] or [name, code, more], so that a family reads as a table. */
type Row = readonly [name: string, code: string, more?: Omit<Attempt, 'name' | 'code' | 'language'>];

export const python = (name: string, rows: readonly Row[], together = false): Family => ({
  name,
  attempts: attemptsOf('python', rows),
  together,
});
export const javascript = (name: string, rows: readonly Row[]): Family => ({
  name,
  attempts: attemptsOf('javascript', rows),
  together: false,
});

const attemptsOf = (language: Language, rows: readonly Row[]): Attempt[] =>
  rows.map(([name, code, more]) => ({ name, language, code, ...more }));
