import type { RunEvent } from '../lib/event.ts';

/** Text that one event holds after joining, in characters; a longer text stays several events. */
export const MAX_JOINED_LENGTH = 64 * 1024;

const DELTA_TYPES: ReadonlySet<string> = new Set(['text.delta', 'reasoning.delta']);

/** An event that takes over the text of those that follow it. */
export interface Joined {
  event: RunEvent;
  /** Sequences of the events that it makes superfluous. */
  absorbed: number[];
}

/**
 * Joins deltas that stand beside each other and say the same but for their text. The first keeps its place, so
 * the order of all else stays, and sequences then have gaps. Pure.
 */
export function joinDeltas(events: readonly RunEvent[]): Joined[] {
  const joined: Joined[] = [];
  let open: Joined | null = null;
  for (const event of events) {
    if (open && isContinued(open.event, event)) {
      const text = `${open.event.payload.text}${event.payload.text}`;
      open.event = { ...open.event, payload: { ...open.event.payload, text } };
      open.absorbed.push(event.sequence);
      continue;
    }
    open = isDelta(event) ? { event, absorbed: [] } : null;
    if (open) joined.push(open);
  }
  return joined.filter(({ absorbed }) => absorbed.length > 0);
}

function isDelta({ type, payload }: RunEvent): boolean {
  return DELTA_TYPES.has(type) && typeof payload.text === 'string';
}

function isContinued(first: RunEvent, next: RunEvent): boolean {
  if (!isDelta(next) || kindOf(first) !== kindOf(next)) return false;
  return String(first.payload.text).length + String(next.payload.text).length <= MAX_JOINED_LENGTH;
}

function kindOf({ type, step, attempt, payload: { text: _, ...rest } }: RunEvent): string {
  return JSON.stringify([type, step, attempt, rest]);
}
