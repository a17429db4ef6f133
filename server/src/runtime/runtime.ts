import { randomBytes } from 'node:crypto';
import { uuidv7 } from './uuid.ts';

/** Time, ids and chance, passed in so that tests can hold them still. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** A new UUIDv7: sorts by the time it was made. */
  newId(): string;
  /** Unguessable bytes. */
  randomBytes(length: number): Buffer;
}

export const systemRuntime: Runtime = {
  now: () => Date.now(),
  newId: () => uuidv7(Date.now()),
  randomBytes,
};
