import type { RunEvent } from '../../lib/api-types.ts';

/** How many passages of a document are indexed, as far as its run has told. */
export function foldIngestion(): { add(event: RunEvent): number } {
  let done = 0;
  return {
    add({ type, payload }) {
      if (type === 'ingestion.progressed') done = Number(payload['done'] ?? 0);
      // A step that starts again begins from nothing.
      if (type === 'step.started') done = 0;
      return done;
    },
  };
}
