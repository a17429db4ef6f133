export interface ServerSentEvent {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Reads an event stream from chunks that may end anywhere (HTML standard, 9.2.6).
 * `push` answers the events that the chunk completed.
 */
export function sseParser(): { push(chunk: string): ServerSentEvent[] } {
  let rest = '';
  let id: string | null = null;
  let event = '';
  let data: string[] = [];

  function field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event') event = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  }

  function dispatch(): ServerSentEvent[] {
    const done = data.length === 0 ? [] : [{ id, event: event || 'message', data: data.join('\n') }];
    event = '';
    data = [];
    return done;
  }

  function push(chunk: string): ServerSentEvent[] {
    const text = rest + chunk;
    // A CR at the very end may be the first half of CRLF: it waits for the next chunk.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(whole.length);
    return lines.flatMap((line) => {
      if (line === '') return dispatch();
      if (!line.startsWith(':')) field(line);
      return [];
    });
  }

  return { push };
}
