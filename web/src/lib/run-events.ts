import type { RunEvent } from './api-types.ts';
import { isPassing } from './problem.ts';
import { sseParser } from './sse-parser.ts';

export const TERMINAL_EVENTS: ReadonlySet<string> = new Set(['run.finished', 'run.failed', 'run.cancelled']);

/** The server sends a beat every 15 s; a stream that is silent for longer is dead. */
export const MAX_SILENCE_MS = 40_000;
export const FIRST_WAIT_MS = 400;
export const MAX_WAIT_MS = 8_000;

export interface FollowNeeds {
  /** An authorized request; throws ApiProblem unless the answer is 2xx. */
  open(path: string, init: RequestInit): Promise<Response>;
  /** Comes back after the time, or earlier when there is reason to hope (the network is back). */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
}

export interface FollowOptions {
  signal: AbortSignal;
  /** The sequence that was read last. */
  after?: number;
  /** Whether the stream is open, told on each change. */
  onConnection?: (isOpen: boolean) => void;
}

/**
 * The events of a run, each once and in order, until its last one. A stream that breaks, also because the
 * server was killed, is taken up again behind the last event read. Throws ApiProblem when the server refuses.
 */
export async function* followRun(
  needs: FollowNeeds,
  runId: string,
  { signal, after = 0, onConnection }: FollowOptions,
): AsyncGenerator<RunEvent, void> {
  let last = after;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of attempt(needs, runId, { last, signal, onConnection })) {
        if (signal.aborted) return;
        if (event.sequence <= last) continue;
        last = event.sequence;
        failures = 0;
        yield event;
        if (TERMINAL_EVENTS.has(event.type)) return;
      }
    } catch (error) {
      if (!signal.aborted && !isPassing(error) && !isBroken(error)) throw error;
    }
    if (signal.aborted) return;
    onConnection?.(false);
    await needs.wait(waitMs(failures, needs.random()), signal);
    failures += 1;
  }
}

/** Doubles up to the maximum, with jitter so that many viewers do not come back at once. */
export function waitMs(failures: number, chance: number): number {
  return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)) * (0.75 + chance / 2);
}

/** A stream that broke while it was read: fetch says TypeError, our own silence timer AbortError. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error as { name?: unknown })?.name === 'AbortError';
}

async function* attempt(
  needs: FollowNeeds,
  runId: string,
  given: { last: number; signal: AbortSignal; onConnection: FollowOptions['onConnection'] },
): AsyncGenerator<RunEvent, void> {
  const silence = new AbortController();
  const signal = AbortSignal.any([given.signal, silence.signal]);
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (given.last > 0) headers['last-event-id'] = String(given.last);
  let timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
  try {
    const response = await needs.open(`/api/v1/runs/${encodeURIComponent(runId)}/events`, {
      headers,
      signal,
    });
    given.onConnection?.(true);
    const parser = sseParser();
    for await (const chunk of textChunks(response)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), MAX_SILENCE_MS);
      for (const { data } of parser.push(chunk)) yield JSON.parse(data) as RunEvent;
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

async function* textChunks(response: Response): AsyncGenerator<string, void> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    // A reader that was cut off has failed already; there is nothing more to close.
    await reader.cancel().catch(() => undefined);
  }
}
