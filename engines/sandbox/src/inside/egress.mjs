// Leads fetch to a broker outside, by a descriptor; see egress.py. There is no network in here, and no way around.
import { read, write } from 'node:fs';
import { promisify } from 'node:util';

const LENGTH_BYTES = 4;
const MAX_REDIRECTS = 20;
const REDIRECTS = [301, 302, 303, 307, 308];
const WITHOUT_BODY = [204, 205, 304];
const readSome = promisify(read);
const writeSome = promisify(write);

/** Replaces the fetch of this process. */
export function installFetch(fd) {
  let last = Promise.resolve();

  async function readExactly(size) {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await readSome(fd, bytes, at, size - at, null);
      if (bytesRead === 0) throw new TypeError('the broker takes no more requests from this run');
      at += bytesRead;
    }
    return bytes;
  }
  async function talk(head, body) {
    const json = Buffer.from(JSON.stringify({ ...head, bodyBytes: body.length }));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(json.length);
    const frame = Buffer.concat([length, json, body]);
    for (let at = 0; at < frame.length; )
      at += (await writeSome(fd, frame, at, frame.length - at, null)).bytesWritten;
    const answer = JSON.parse(await readExactly((await readExactly(LENGTH_BYTES)).readUInt32BE()));
    return { ...answer, content: await readExactly(answer.bodyBytes) };
  }
  /** One after the other, and each to its end, also where nobody waits for it any more. */
  function exchange(request, body) {
    const { method, url, headers } = request;
    const turn = last.then(() => talk({ method, url, headers: [...headers] }, body));
    last = turn.catch(() => {});
    return turn;
  }

  globalThis.fetch = async (input, init) => {
    let request = new Request(input, init);
    const { signal } = request;
    const given = request.body === null ? Buffer.alloc(0) : Buffer.from(await request.arrayBuffer());
    let body = given;
    for (let hops = 0; ; hops++) {
      signal.throwIfAborted();
      const answer = await withSignal(exchange(request, body), signal);
      if ('refused' in answer) throw failed(`Refused by the egress policy: ${answer.refused}`);
      const { status, headers, content } = answer;
      const location = new Headers(headers).get('location');
      if (!REDIRECTS.includes(status) || location === null || request.redirect === 'manual')
        return responseOf({ status, headers, content, url: request.url, redirected: hops > 0 });
      if (request.redirect === 'error' || hops === MAX_REDIRECTS) throw failed('it was redirected');
      const isSame = status > 303 || ['GET', 'HEAD'].includes(request.method);
      if (!isSame) body = Buffer.alloc(0);
      request = new Request(new URL(location, request.url), {
        method: isSame ? request.method : 'GET',
        headers: request.headers,
        redirect: request.redirect,
      });
    }
  };
}

const failed = (reason) => new TypeError('fetch failed', { cause: new Error(reason) });

function withSignal(promise, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, (error) => reject(error instanceof TypeError ? failed(error.message) : error));
  });
}

function responseOf({ status, headers, content, url, redirected }) {
  const response = new Response(WITHOUT_BODY.includes(status) ? null : content, { status, headers });
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
  return response;
}
