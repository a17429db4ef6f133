export { type Behaviour, parseBehaviour } from './behaviour.ts';
export type { RecordedRequest } from './recorder.ts';
export { type ModelServer, startModelServer, WRONG_KEY } from './server.ts';
