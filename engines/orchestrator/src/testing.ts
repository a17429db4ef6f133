import { crashCases } from './testing/crash-cases.ts';
import { followCases } from './testing/follow-cases.ts';
import { forkCases } from './testing/fork-cases.ts';
import type { OpenStore } from './testing/harness.ts';
import { pauseCases } from './testing/pause-cases.ts';
import { reuseCases } from './testing/reuse-cases.ts';
import { runCases } from './testing/run-cases.ts';
import { scheduleCases } from './testing/schedule-cases.ts';
import { storeCases } from './testing/store-cases.ts';
import { tidyCases } from './testing/tidy-cases.ts';
import { waitCases } from './testing/wait-cases.ts';

export type { ContractStore, OpenStore } from './testing/harness.ts';

/** The contract of a store: call it in a test file with a function that opens an empty store. */
export function orchestratorContract<Db>(name: string, open: OpenStore<Db>): void {
  storeCases(name, open);
  runCases(name, open);
  tidyCases(name, open);
  waitCases(name, open);
  pauseCases(name, open);
  forkCases(name, open);
  followCases(name, open);
  reuseCases(name, open);
  scheduleCases(name, open);
  crashCases(name, open);
}
