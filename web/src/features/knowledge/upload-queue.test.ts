import { expect, test, vi } from 'vitest';
import { ApiProblem } from '../../lib/problem.ts';
import { createUploadQueue, MAX_PARALLEL } from './upload-queue.ts';

const file = (name: string) => new File(['x'], name);
const full = () => new ApiProblem({ status: 429, code: 'workspace_queue_full', detail: 'Full' });

/** A queue whose files travel until they are told. */
function queueOf() {
  const begun: { name: string; done: PromiseWithResolvers<void>; progress: (share: number) => void }[] = [];
  const pauses: PromiseWithResolvers<void>[] = [];
  const queue = createUploadQueue<string>({
    send(sent, how, progress) {
      const done = Promise.withResolvers<void>();
      begun.push({ name: `${how}:${sent.name}`, done, progress });
      return done.promise;
    },
    onSent: () => undefined,
    pause() {
      const pause = Promise.withResolvers<void>();
      pauses.push(pause);
      return pause.promise;
    },
  });
  return { queue, begun, pauses };
}

test('ten thousand files wait in order, a few travel, and the page is told of the sums', async () => {
  const { queue, begun } = queueOf();
  let told = 0;
  queue.subscribe(() => told++);
  queue.add(
    Array.from({ length: 10_000 }, (_, index) => file(`f${index}`)),
    'add',
  );
  expect(begun.map(({ name }) => name)).toEqual(['add:f0', 'add:f1', 'add:f2']);
  expect(queue.state()).toMatchObject({ total: 10_000, sent: 0, waiting: 9_997 });
  expect(queue.state().items.length).toBe(MAX_PARALLEL);
  for (let index = 0; index < 300; index++) {
    begun[index]!.progress(0.5);
    begun[index]!.done.resolve();
    await begun[index]!.done.promise;
    await vi.waitFor(() => expect(begun.length).toBeGreaterThan(index + MAX_PARALLEL));
  }
  await vi.waitFor(() => expect(queue.state().sent).toBe(300));
  expect(told).toBeLessThan(300);
});

test('what the server has no room for is sent again after a while, before what came later', async () => {
  const { queue, begun, pauses } = queueOf();
  queue.add([file('a'), file('b'), file('c'), file('d')], 'replace');
  begun[0]!.done.reject(full());
  await vi.waitFor(() => expect(pauses.length).toBe(1));
  expect(begun.length).toBe(3);
  pauses[0]!.resolve();
  await vi.waitFor(() => expect(begun.map(({ name }) => name).at(-1)).toBe('replace:a'));
  expect(queue.state().items.every(({ error }) => error === null)).toBe(true);
});

test('stopping forgets what waits; what travels arrives, and a failure stays until it is put away', async () => {
  const { queue, begun } = queueOf();
  queue.add(
    Array.from({ length: 9 }, (_, index) => file(`f${index}`)),
    'add',
  );
  queue.stop();
  expect(queue.state()).toMatchObject({ total: 3, waiting: 0 });
  begun[0]!.done.reject(new Error('torn'));
  for (const { done } of begun.slice(1)) done.resolve();
  await vi.waitFor(() => expect(queue.state()).toMatchObject({ sent: 2 }));
  const [failed] = queue.state().items;
  expect(failed?.error).toBeInstanceOf(Error);
  queue.dismiss(failed!.key);
  expect(queue.state().items).toEqual([]);
  queue.add([file('late')], 'add');
  expect(queue.state()).toMatchObject({ total: 1, sent: 0 });
});
