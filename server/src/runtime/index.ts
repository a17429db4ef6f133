export { type Runtime, systemRuntime } from './runtime.ts';
export { uuidv7 } from './uuid.ts';
