import { python } from '../attempt.ts';

const LOOK = 'print(os.listdir(path)); need(HOST["folder"].split("/")[-1] in os.listdir(path))';

export const files = python(
  'files of the host',
  [
    ['reading a file that all may read', 'print(open(HOST["canary"]).read())', { control: true }],
    ['writing a file that all may write', 'open(HOST["canary"], "w").write("gotcha")', { control: true }],
    ['making a file where all may', 'open(HOST["drop"] + "/new", "w").close()', { control: true }],
    ['changing rights of a file', 'os.chmod(HOST["canary"], 0o777)'],
    ['the users of the host', 'print(open("/etc/passwd").read())', { control: true }],
    ['the passwords of the host', 'print(open("/etc/shadow").read())'],
    ['the home of root', 'print(os.listdir("/root"))'],
    ['the homes', 'print(os.listdir("/home"))', { control: true }],
    ['what varies', 'print(os.listdir("/var/lib"))', { control: true }],
    ['what the kernel shows', 'print(os.listdir("/sys"))', { control: true }],
    ['the scratch folder of the host', `path = os.path.dirname(HOST["folder"]); ${LOOK}`, { control: true }],
    [
      'upwards out of the workspace',
      `path = "/workspace" + "/.." * 40 + os.path.dirname(HOST["folder"]); ${LOOK}`,
    ],
    [
      'upwards from every open descriptor',
      'every_refused([lambda fd=fd, up=up: os.listdir(os.open(up + HOST["folder"][1:], os.O_RDONLY, dir_fd=fd)) for fd in range(256) for up in ("", "../" * 8)])',
    ],
    [
      'the host by folders of processes',
      'every_refused([lambda p=p, r=r: print(open(f"/proc/{p}/{r}" + HOST["canary"]).read()) for p in ("self", "thread-self", 1, 2, HOST["pid"]) for r in ("root", "cwd", "root/..")])',
      { control: true },
    ],
    [
      'files of others by descriptor',
      'every_refused([lambda p=p, fd=fd: os.readlink(f"/proc/{p}/fd/{fd}") for p in (1, 2, 3, HOST["pid"]) for fd in range(16)])',
    ],
    [
      'a file by its handle',
      'handle = struct.pack("Ii", 8, 1) + bytes(8); call("open_by_handle_at", -100, handle, 0)',
    ],
    [
      'asking for a handle',
      'handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128)); call("name_to_handle_at", -100, b"/usr", handle, ctypes.byref(ctypes.c_int()), 0)',
      { control: true },
    ],
    ['watching files', 'call({"x86_64": 253, "aarch64": 26}[os.uname().machine], 0)', { control: true }],
    ['watching all files', 'call("fanotify_init", 0, 0)'],
    ...['/', '/usr/', '/usr/lib/', '/etc/', '/dev/', '/run/', '/proc/', '/figures/../', '/lib64/'].map(
      (folder) => [`writing into ${folder}`, `open("${folder}evil", "w").close()`] as const,
    ),
    ['replacing the libraries', 'os.rename("/lib64", "/old")'],
    ['removing a program', 'os.unlink("/usr/bin/python3")'],
    [
      'cutting a program',
      'every_refused([lambda: os.truncate("/usr/bin/python3", 0), lambda: open("/usr/bin/python3", "r+b"), lambda: os.utime("/usr/bin/python3"), lambda: os.setxattr("/usr/bin/python3", "user.x", b"x")])',
    ],
    ['a hard link to a program', 'os.link("/usr/bin/python3", "/workspace/python")'],
    ['a hard link to a file of the host', 'os.link(HOST["canary"], "/workspace/canary")'],
    ['a node of a disk', 'os.mknod("sda", 0o60600, os.makedev(8, 0))'],
    ['a node of the memory', 'os.mknod("mem", 0o20600, os.makedev(1, 1))'],
    [
      'devices',
      'every_refused([lambda p=p, m=m: open("/dev/" + p, m) for p in ("mem", "kmem", "port", "kmsg", "kvm", "fuse", "vda", "sda", "nvme0n1", "loop0", "loop-control", "mapper/control", "net/tun", "vhost-net", "vhost-vsock", "vsock", "uinput", "dri/card0", "nvidia0", "cuse", "userfaultfd", "hpet", "watchdog") for m in ("rb", "wb")])',
    ],
    [
      'typing into a terminal of the host',
      'import fcntl; fd = os.open("/dev/tty", os.O_RDWR); fcntl.ioctl(fd, 0x5412, b"x")',
    ],
    [
      'a console',
      'every_refused([lambda p=p: open(p, "wb") for p in ("/dev/console", "/dev/tty", "/dev/tty0", "/dev/pts/0", "/dev/pts/1")])',
    ],
  ],
  true,
);

export const mounts = python(
  'mounts',
  [
    ['a new file system', 'call("mount", b"none", b"/tmp", b"tmpfs", 0, 0)'],
    ['binding a folder of the host', 'call("mount", b"/proc/1/root", b"/workspace", 0, 4096, 0)'],
    ['remounting for writing', 'call("mount", 0, b"/usr", 0, 0x1020, 0)'],
    ['uncovering /run', 'every_refused([lambda f=f: call("umount2", b"/run", f) for f in (0, 2, 8)])'],
    ['uncovering /proc', 'every_refused([lambda f=f: call("umount2", b"/proc", f) for f in (0, 2, 8)])'],
    ['a new root', 'os.chdir("/workspace"); call("pivot_root", b".", b".")'],
    ['chroot', 'os.chroot("/tmp")'],
    [
      'the new way to mount',
      'every_refused([lambda: call("fsopen", b"tmpfs", 0), lambda: call("fspick", -100, b"/", 0), lambda: call("open_tree", -100, b"/", 1), lambda: call("move_mount", -100, b"/usr", -100, b"/tmp", 0), lambda: call("mount_setattr", -100, b"/usr", 0, bytes(32), 32)])',
    ],
    ['a cgroup file system', 'call("mount", b"none", b"/tmp", b"cgroup2", 0, 0)'],
    [
      'an overlay',
      'call("mount", b"none", b"/tmp", b"overlay", 0, b"lowerdir=/usr,upperdir=/tmp,workdir=/tmp")',
    ],
  ],
  true,
);
