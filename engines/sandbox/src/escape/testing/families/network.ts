import { python } from '../attempt.ts';

export const network = python(
  'network',
  [
    [
      'TCP to the host',
      'socket.create_connection(("127.0.0.1", HOST["tcpPort"]), 2).recv(99)',
      { control: true },
    ],
    ['TCP over IPv6', 'socket.create_connection(("::1", HOST["tcpPort"]), 2)'],
    [
      'TCP to addresses of this machine by other names',
      'every_refused([lambda a=a: socket.create_connection((a, HOST["tcpPort"]), 1) for a in ("0.0.0.0", "127.1", "::ffff:127.0.0.1", "localhost")])',
      { control: true },
    ],
    [
      'a datagram to the host',
      'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", HOST["udpPort"]))',
      { control: true },
    ],
    ['listening', 's = socket.socket(); s.bind(("0.0.0.0", 0)); s.listen()', { control: true }],
    ['a raw socket', 'socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)'],
    ['a ping socket', 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)'],
    ['a packet socket', 'socket.socket(17, socket.SOCK_RAW)'],
    ['a netlink socket', 'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)', { control: true }],
    ['a socket of the kernel cryptography (AF_ALG)', 'socket.socket(38, socket.SOCK_SEQPACKET)'],
    [
      'a socket to the hypervisor (AF_VSOCK)',
      's = socket.socket(40, socket.SOCK_STREAM); s.connect((2, 22))',
    ],
    [
      'a socket of any family',
      'every_refused([lambda f=f, k=k: socket.socket(f, k) for f in range(64) for k in (1, 2, 3, 5)])',
      { control: true },
    ],
    [
      'a pair of sockets of another family',
      'every_refused([lambda f=f: socket.socketpair(f) for f in range(2, 64)])',
    ],
    [
      'a unix socket of the host',
      's = socket.socket(socket.AF_UNIX); s.connect(HOST["unixSocket"])',
      { control: true },
    ],
    [
      'an abstract unix socket of the host',
      's = socket.socket(socket.AF_UNIX); s.connect("\\0" + HOST["abstractSocket"])',
      { control: true },
    ],
    [
      'a datagram through one end of a pair, to another address',
      'socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", HOST["datagramSocket"])',
      { control: true },
    ],
    [
      'the socket that jobs come by',
      'every_refused([lambda p=p: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", p) for p in ("/run/host/jobs.sock", "/proc/self/root/run/host/jobs.sock", "/../run/host/jobs.sock")] + [lambda: os.stat("/run/host/jobs.sock")])',
    ],
    [
      'connecting one end of a pair anew',
      'socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].connect(HOST["datagramSocket"])',
      { control: true },
    ],
    ['looking up a name', 'socket.getaddrinfo("example.com", 80)'],
    [
      'a request by urllib',
      'import urllib.request; urllib.request.urlopen(f"http://127.0.0.1:{HOST[\'tcpPort\']}/", timeout=2)',
    ],
    ['a socket by a bare system call', 'call("socket", 2, 1, 0)', { control: true }],
    [
      'a socket from a thread',
      `
answers = []
def act():
    try: answers.append(call("socket", 2, 1, 0))
    except OSError: pass
threads = [threading.Thread(target=act) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
need(answers)`,
      { control: true },
    ],
    ['a socket by io_uring', 'ring = ctypes.create_string_buffer(248); call("io_uring_setup", 4, ring)'],
    ['a socket by a call of the x32 kind', 'call(0x40000000 + 41, 2, 1, 0)', { ends: 'killed' }],
  ],
  true,
);
