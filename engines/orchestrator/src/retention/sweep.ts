import type { DialectParts, Tables } from '../drivers/dialect.ts';

/** What the parts of a sweep share. */
export interface Sweep {
  db: Tables;
  parts: DialectParts;
  now: number;
  needed(tx: Tables, runIds: readonly string[]): Promise<readonly string[]>;
  onRemove(tx: Tables, runIds: readonly string[]): Promise<void>;
  /** After each batch: lets others go first. False if the sweep has to end. */
  goesOn(): Promise<boolean>;
}
