import { apiHeaders } from './headers.ts';

/** A comment line is sent this often, so that proxies and clients know the stream lives. */
export const HEARTBEAT_MS = 15_000;
/** Time that a client waits before it reconnects by itself. */
export const RETRY_MS = 1_000;

export interface SseEvent {
  id?: string | undefined;
  event?: string | undefined;
  data: string;
}

const LINE_END = /\r\n|\r|\n/g;

/** The text of one event (HTML standard, 9.2). `data` may have several lines, `id` and `event` are one each. */
export function formatEvent({ id, event, data }: SseEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${data.replaceAll(LINE_END, '\ndata: ')}\n\n`;
}

/**
 * Answers with server-sent events until `events` ends or the client goes; then `onClose` is called, once.
 * The next event is asked for only when the client has room: a slow reader holds back its own stream alone.
 */
export function sse(
  events: AsyncIterable<SseEvent>,
  options: { requestId: string; onClose?: () => void; heartbeatMs?: number },
): Response {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  let beat: NodeJS.Timeout | undefined;
  const close = () => {
    clearInterval(beat);
    options.onClose?.();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      // A client that reads nothing has what it needs to see that the stream lives.
      const send = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': beat\n\n'));
      };
      beat = setInterval(send, options.heartbeatMs ?? HEARTBEAT_MS);
      beat.unref();
    },
    async pull(controller) {
      try {
        const { value, done } = await iterator.next();
        if (!done) return controller.enqueue(encoder.encode(formatEvent(value)));
        close();
        controller.close();
      } catch (error) {
        close();
        controller.error(error);
      }
    },
    async cancel() {
      close();
      await iterator.return?.();
    },
  });
  return new Response(stream, {
    headers: {
      ...apiHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': options.requestId,
    },
  });
}
