import { act, render, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { RunEvent } from './api-types.ts';
import { type Client, ClientProvider } from './client.tsx';
import { problemFrom } from './problem.ts';
import { type Fold, useRunFold } from './use-run-fold.ts';

/** A stream that gives what the test puts in. */
function stream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  const put = (sequence: number, type = 'x') => {
    const event = { sequence, type, at: 0, step: null, attempt: 1, payload: {} };
    controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
  };
  return { response: new Response(body), put, breakOff: () => controller.error(new TypeError('gone')) };
}

const counting = (): Fold<number> => {
  let count = 0;
  return { add: (_: RunEvent) => ++count };
};

function Reader({ runId }: { runId: string | null }) {
  const { state, isConnected, hasEnded, problem } = useRunFold(runId, counting);
  return (
    <p>
      {[state ?? 'nothing', isConnected ? 'on' : 'off', hasEnded ? 'ended' : 'open', problem?.code].join(' ')}
    </p>
  );
}

function open(opens: (() => Promise<Response>)[], runId: string | null = 'r1') {
  const asked: { path: string; signal: AbortSignal | null | undefined }[] = [];
  let wake = () => {};
  const follow = {
    open: (path: string, init: RequestInit) => {
      asked.push({ path, signal: init.signal });
      return (opens.shift() ?? (() => new Promise<Response>(() => {})))();
    },
    wait: () => new Promise<void>((resolve) => (wake = resolve)),
    random: () => 0.5,
  };
  const client = { follow } as unknown as Client;
  const page = (id: string | null) => (
    <ClientProvider client={client}>
      <Reader runId={id} />
    </ClientProvider>
  );
  const view = render(page(runId));
  const text = () => view.container.textContent;
  return {
    ...view,
    asked,
    text,
    show: (id: string | null) => view.rerender(page(id)),
    wake: () => act(() => wake()),
  };
}

test('without a run nothing is read', () => {
  const { asked, text } = open([], null);
  expect([asked.length, text()]).toEqual([0, 'nothing on open ']);
});

test('a run is folded as it grows, to its end', async () => {
  const { response, put } = stream();
  const { text } = open([async () => response]);
  act(() => put(1));
  await waitFor(() => expect(text()).toBe('1 on open '));
  act(() => {
    put(2);
    put(3, 'run.finished');
  });
  await waitFor(() => expect(text()).toBe('3 on ended '));
});

test('a stream that breaks is told, and what was read stays while it is taken up again', async () => {
  const [first, second] = [stream(), stream()];
  const { text, wake } = open([async () => first.response, async () => second.response]);
  act(() => first.put(1));
  await waitFor(() => expect(text()).toBe('1 on open '));
  act(() => first.breakOff());
  await waitFor(() => expect(text()).toBe('1 off open '));
  await wake();
  act(() => {
    second.put(1);
    second.put(2);
  });
  await waitFor(() => expect(text()).toBe('2 on open '));
});

test('a refusal is told and not tried again', async () => {
  const { text, asked } = open([
    () => Promise.reject(problemFrom(404, { code: 'not_found', detail: 'Gone' })),
  ]);
  await waitFor(() => expect(text()).toBe('nothing on open not_found'));
  expect(asked.length).toBe(1);
});

test('who leaves lets the stream go; another run is read from its beginning', async () => {
  const [first, second] = [stream(), stream()];
  const { text, show, asked, unmount } = open([async () => first.response, async () => second.response]);
  act(() => {
    first.put(1);
    first.put(2);
  });
  await waitFor(() => expect(text()).toBe('2 on open '));
  show('r2');
  expect(asked[0]?.signal?.aborted).toBe(true);
  act(() => second.put(1));
  await waitFor(() => expect(text()).toBe('1 on open '));
  expect(asked.map(({ path }) => path)).toEqual(['/api/v1/runs/r1/events', '/api/v1/runs/r2/events']);
  unmount();
  expect(asked[1]?.signal?.aborted).toBe(true);
});
