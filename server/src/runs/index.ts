export type { RunEventView } from './contract.ts';
export { type Failure, failureOf } from './failure.ts';
export { readsTranscript, seesAllRuns } from './policy.ts';
export { presentEvent, presentRun } from './present.ts';
export {
  depthOf,
  findOwner,
  ownersOf,
  pageOfOwners,
  type RunOwner,
  setRunShared,
  setRunsShared,
} from './queries.ts';
export { forgetOwners } from './retention.ts';
export { type RunRouteNeeds, runRoutes, type ShowEvent } from './routes.ts';
export { forkRun, type RunBy, type StartOptions, startRun } from './start.ts';
