import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventQueue } from './event-queue.ts';

test('what is said comes in its order, also what is said while somebody reads, and the end comes last', async () => {
  const queue = eventQueue<string>();
  queue.add('a');
  const heard: string[] = [];
  for await (const event of queue) {
    heard.push(event);
    if (event === 'a') queue.add('b');
    if (event === 'b') {
      queue.add('c');
      queue.close();
    }
  }
  assert.deepEqual(heard, ['a', 'b', 'c']);
});

test('an event may go into the one that still waits, and into none that is handed out', async () => {
  const queue = eventQueue<{ text: string }>((last, next) => {
    last.text += next.text;
    return true;
  });
  for (const text of ['a', 'b']) queue.add({ text });
  const heard: string[] = [];
  for await (const { text } of queue) {
    heard.push(text);
    if (heard.length > 1) break;
    queue.add({ text: 'c' });
  }
  assert.deepEqual(heard, ['ab', 'c']);
});

test('a queue that is closed before anybody reads is over at once', async () => {
  const queue = eventQueue<string>();
  queue.close();
  for await (const event of queue) assert.fail(event);
});
