import { javascript, python } from '../attempt.ts';

const ASK =
  'frame = lambda head, body=b"": (lambda j: len(j).to_bytes(4, "big") + j + body)(json.dumps({"headers": [], "bodyBytes": len(body), **head}).encode())';
const CLEAN = { broker: true, guards: 'off' } as const;

/** Against the broker of a run that may ask: it refuses everything, and must only ever see whole, well-formed requests. */
export const wayOut = python('the way out', [
  [
    'a request to the host',
    'import urllib.request; urllib.request.urlopen(f"http://127.0.0.1:{HOST[\'tcpPort\']}/")',
    { broker: true },
  ],
  [
    'a socket made of the descriptor',
    's = socket.socket(fileno=os.dup(5)); s.connect(HOST["unixSocket"])',
    CLEAN,
  ],
  [
    'a datagram to another address by the descriptor',
    's = socket.socket(fileno=os.dup(5)); need(s.sendto(b"x", HOST["datagramSocket"]) and False, "sent to the broker alone")',
    CLEAN,
  ],
  [
    'connecting the descriptor anew',
    'call("connect", 5, b"\\x01\\0" + HOST["unixSocket"].encode() + b"\\0", len(HOST["unixSocket"]) + 3)',
    CLEAN,
  ],
  [
    'descriptors of the host by the descriptor',
    's = socket.socket(fileno=os.dup(5)); s.settimeout(0.3); need(socket.recv_fds(s, 10, 4)[1])',
    CLEAN,
  ],
  [
    'giving descriptors to the host',
    's = socket.socket(fileno=os.dup(5)); socket.send_fds(s, [b"\\xff" * 8], [0, 1, 2]); need(os.read(5, 1))',
    CLEAN,
  ],
  [
    'who is at the other end',
    's = socket.socket(fileno=os.dup(5)); creds = s.getsockopt(socket.SOL_SOCKET, 17, 12); need(struct.unpack("3i", creds)[0] > 0)',
    CLEAN,
  ],
  [
    'a header with a line of its own',
    `${ASK}; os.write(5, frame({"method": "GET", "url": "http://a/", "headers": [["x", "a\\r\\nHost: b"]]})); need(os.read(5, 1))`,
    CLEAN,
  ],
  [
    'a method with a line of its own',
    `${ASK}; os.write(5, frame({"method": "GET / HTTP/1.1\\r\\nX: y", "url": "http://a/"})); need(os.read(5, 1))`,
    CLEAN,
  ],
  ['a head of four gigabytes', 'os.write(5, b"\\xff\\xff\\xff\\xff"); need(os.read(5, 1))', CLEAN],
  [
    'a body that never comes',
    `${ASK}; os.write(5, frame({"method": "PUT", "url": "http://a/"})[:-1] ); time.sleep(0.3); need(False, "nothing came")`,
    CLEAN,
  ],
  [
    'a flood of requests that are never read',
    `${ASK}; os.set_blocking(5, False)\nfor _ in range(20000): os.write(5, frame({"method": "GET", "url": "http://a/"}))`,
    CLEAN,
  ],
  [
    'an address of another kind',
    `${ASK}; os.write(5, frame({"method": "GET", "url": "file:///etc/passwd"})); head = os.read(5, 4000); need(b"refused" not in head, "refused by the broker")`,
    CLEAN,
  ],
]);

/** The same broker; what fetch is led by is one descriptor, and node would make a socket of it if it could. */
export const wayOutOfScripts = javascript('the way out of JavaScript', [
  ['a request to the host', 'await fetch("http://127.0.0.1:" + HOST.tcpPort);', { broker: true }],
  [
    'a request around fetch',
    'const r = load("node:http").get("http://127.0.0.1:" + HOST.tcpPort); await settled(r, "response");',
    { broker: true },
  ],
  [
    'a socket made of the descriptor',
    'const s = new (load("node:net").Socket)({ fd: 6 }); s.connect(HOST.unixSocket); await settled(s, "connect");',
    CLEAN,
  ],
  [
    'a head of four gigabytes',
    'const fs = load("node:fs"); fs.writeSync(6, Buffer.from([255, 255, 255, 255, 1])); need(fs.readSync(6, Buffer.alloc(1)) > 0);',
    CLEAN,
  ],
]);
