/** What the engine itself writes to a log. Procedures emit types of their own beside these. */
export const ENGINE_EVENT_TYPES = [
  'run.queued',
  'run.started',
  'run.parked',
  'run.waiting',
  'run.paused',
  'run.resumed',
  'run.forked',
  'run.finished',
  'run.poisoned',
  'run.failed',
  'run.cancelled',
  'step.started',
  'step.finished',
  'step.failed',
  'step.interrupted',
  'signal.received',
] as const;
export type EngineEventType = (typeof ENGINE_EVENT_TYPES)[number];

export const RESERVED_PREFIXES = ['run.', 'step.', 'signal.'] as const;

export type Payload = Record<string, unknown>;

/** One entry of a run's log. `sequence` counts 1, 2, 3 ... without gaps; `at` is ms since 1970. */
export interface RunEvent {
  runId: string;
  sequence: number;
  at: number;
  type: string;
  /** The step that said it, or null for the run itself. */
  step: string | null;
  /** With a step: which try of the step. Without: how often the run had been claimed. */
  attempt: number;
  payload: Payload;
}

/** The result was not worked for: another run gave it, under the same key. */
export interface Cached {
  runId: string;
  /** ms since 1970. */
  at: number;
  /** Tells keys of one place apart; what replays compare. */
  mark: string;
}

interface Typed<Type extends EngineEventType, P> {
  type: Type;
  payload: P;
}

/** The payloads of the engine's own events, for readers that switch on `type`. */
export type EngineEvent = Omit<RunEvent, 'type' | 'payload'> &
  (
    | Typed<'run.queued', Record<string, never>>
    | Typed<'run.started', { attempt: number; workerId: string }>
    | Typed<'run.parked', Record<string, never>>
    | Typed<'run.waiting', { signal: string | null; until: number | null }>
    | Typed<'run.paused', { reason: string }>
    | Typed<'run.resumed', Record<string, never>>
    | Typed<'run.forked', { from: string; sequence: number }>
    | Typed<'run.finished', { output?: unknown }>
    | Typed<'run.poisoned', { starts: { at: number; attempt: number; workerId: string }[] }>
    | Typed<'run.failed', { code: string; message: string }>
    | Typed<'run.cancelled', { reason: string }>
    | Typed<'step.started', { attempt: number; signal?: string; until?: number | null; childId?: string }>
    | Typed<'step.finished', { output?: unknown; durationMs: number; cached?: Cached }>
    | Typed<'step.failed', { code: string; message: string; willRetry: boolean; stopped?: boolean }>
    | Typed<'step.interrupted', Record<string, never>>
    | Typed<'signal.received', { signal: string; payload?: unknown }>
  );

const ENGINE_TYPES: ReadonlySet<string> = new Set(ENGINE_EVENT_TYPES);
const TERMINAL_TYPES: ReadonlySet<string> = new Set(['run.finished', 'run.failed', 'run.cancelled']);

/** Narrows an event to the documented union. The engine alone writes these types, so their payloads hold. */
export function isEngineEvent(event: RunEvent): event is RunEvent & EngineEvent {
  return ENGINE_TYPES.has(event.type);
}

/** True for the last event of a log. */
export function isTerminal(event: RunEvent): boolean {
  return TERMINAL_TYPES.has(event.type);
}

export function isReserved(type: string): boolean {
  return RESERVED_PREFIXES.some((prefix) => type.startsWith(prefix));
}
