import { expect, test } from 'vitest';
import type { RunEvent } from './api-types.ts';
import { networkProblem, problemFrom } from './problem.ts';
import { FIRST_WAIT_MS, type FollowNeeds, followRun, MAX_WAIT_MS, waitMs } from './run-events.ts';

const event = (sequence: number, type = 'text.delta'): RunEvent => ({
  sequence,
  type,
  at: sequence,
  step: 'model-1',
  attempt: 1,
  payload: { text: `t${sequence}` },
});
const lines = (...events: RunEvent[]) =>
  events.map((one) => `id: ${one.sequence}\ndata: ${JSON.stringify(one)}\n\n`).join('');

type Piece = string | Error;

/** A body that gives its pieces and then ends, or breaks where a piece is an error. */
function bodyOf(pieces: Piece[]): Response {
  const left = [...pieces];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else if (typeof piece === 'string') controller.enqueue(new TextEncoder().encode(piece));
      else controller.error(piece);
    },
  });
  return new Response(stream);
}

/** Connections that are answered one after the other. */
function server(...attempts: (Piece[] | Error)[]) {
  const left = [...attempts];
  const resumed: (string | null)[] = [];
  const waits: number[] = [];
  const needs: FollowNeeds = {
    open: async (_, init) => {
      resumed.push(new Headers(init.headers).get('last-event-id'));
      const attempt = left.shift();
      if (attempt === undefined) throw new RangeError('No further attempt was foreseen');
      if (attempt instanceof Error) throw attempt;
      return bodyOf(attempt);
    },
    wait: async (ms) => {
      waits.push(ms);
    },
    random: () => 0.5,
  };
  return { needs, resumed, waits };
}

async function read(needs: FollowNeeds, options: Partial<Parameters<typeof followRun>[2]> = {}) {
  const seen: number[] = [];
  const stop = new AbortController();
  for await (const { sequence } of followRun(needs, 'run', { signal: stop.signal, ...options }))
    seen.push(sequence);
  return seen;
}

test('events come in order until the last one of the run; what follows is not read', async () => {
  const { needs, waits } = server([lines(event(1), event(2)), lines(event(3, 'run.finished'), event(4))]);
  expect(await read(needs)).toEqual([1, 2, 3]);
  expect(waits).toEqual([]);
});

test('a stream that breaks is taken up behind the last event, and nothing comes twice', async () => {
  const broken = new TypeError('network error');
  const { needs, resumed } = server(
    [lines(event(1), event(2)), broken],
    [lines(event(2), event(3)), broken],
    [lines(event(4, 'run.cancelled'))],
  );
  expect(await read(needs)).toEqual([1, 2, 3, 4]);
  expect(resumed).toEqual([null, '2', '3']);
});

test('a stream that the server closes in mid run is taken up, also when it was cut within an event', async () => {
  const whole = lines(event(2, 'run.finished'));
  const { needs, resumed } = server([lines(event(1)) + whole.slice(0, 20)], [whole]);
  expect(await read(needs)).toEqual([1, 2]);
  expect(resumed).toEqual([null, '1']);
});

test('a server that is away is asked again, less and less often; success makes it quick again', async () => {
  const away = networkProblem();
  const busy = problemFrom(503, { code: 'stopping', detail: 'Stopping' });
  const { needs, waits } = server(away, busy, away, [lines(event(1)), new TypeError('cut')], away, [
    lines(event(2, 'run.failed')),
  ]);
  expect(await read(needs)).toEqual([1, 2]);
  expect(waits).toEqual([400, 800, 1600, 400, 800]);
});

test('a refusal is thrown: the run is not there, or not for this reader', async () => {
  const { needs } = server(problemFrom(404, { code: 'run_unknown', detail: 'No such run' }));
  await expect(read(needs)).rejects.toMatchObject({ code: 'run_unknown' });
});

test('a bug of our own is thrown, not tried again', async () => {
  const { needs } = server(['id: 1\ndata: {not json\n\n']);
  await expect(read(needs)).rejects.toThrow(SyntaxError);
});

test('reading goes on behind a sequence that is known', async () => {
  const { needs, resumed } = server([lines(event(7), event(8, 'run.finished'))]);
  expect(await read(needs, { after: 7 })).toEqual([8]);
  expect(resumed).toEqual(['7']);
});

test('who leaves gets nothing more, and the server is not asked again', async () => {
  const stop = new AbortController();
  const { needs, resumed } = server([lines(event(1)), lines(event(2))]);
  const seen: number[] = [];
  for await (const { sequence } of followRun(needs, 'run', { signal: stop.signal })) {
    seen.push(sequence);
    stop.abort();
  }
  expect(seen).toEqual([1]);
  expect(resumed.length).toBe(1);
});

test('the connection is told as it opens and breaks', async () => {
  const told: boolean[] = [];
  const { needs } = server([lines(event(1)), new TypeError('cut')], networkProblem(), [
    lines(event(2, 'run.finished')),
  ]);
  await read(needs, { onConnection: (isOpen) => told.push(isOpen) });
  expect(told).toEqual([true, false, false, true]);
});

test('characters that are cut between chunks are whole', async () => {
  const bytes = new TextEncoder().encode(
    `data: ${JSON.stringify({ ...event(1, 'run.finished'), payload: { text: '重点👩‍👩‍👧' } })}\n\n`,
  );
  for (const cut of [bytes.length - 12, bytes.length - 10, bytes.length - 9]) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    const needs = { ...server().needs, open: async () => new Response(stream) };
    for await (const { payload } of followRun(needs, 'run', { signal: new AbortController().signal })) {
      expect(payload['text'], `cut at ${cut}`).toBe('重点👩‍👩‍👧');
    }
  }
});

test('waits double up to the maximum, within a quarter of chance', () => {
  expect(waitMs(0, 0.5)).toBe(FIRST_WAIT_MS);
  expect(waitMs(3, 0.5)).toBe(FIRST_WAIT_MS * 8);
  expect(waitMs(1_000, 0.5)).toBe(MAX_WAIT_MS);
  expect(waitMs(1_000, 0)).toBe(MAX_WAIT_MS * 0.75);
  expect(waitMs(1_000, 1)).toBe(MAX_WAIT_MS * 1.25);
});
