export { createObservability, type Observability } from './observability.ts';
