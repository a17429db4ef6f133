import { python } from '../attempt.ts';

const ACT = 'need(os.system("true") == 0)';

/** Ways around Python's audit hook; behind it stands the kernel's answer, which is what counts. */
export const hook = python('around the audit hook', [
  ['a hook that stops later hooks', `sys.addaudithook(lambda *a: None); ${ACT}`],
  [
    'builtins replaced',
    `
import builtins
kept = dict(builtins.__dict__)
builtins.PermissionError = ValueError; builtins.isinstance = lambda *a: False; builtins.str = bytes; builtins.len = lambda _: 0
try: found = os.system("true") == 0
finally: builtins.__dict__.update(kept)
need(found)`,
  ],
  [
    'globals of a frame',
    `
try: os.system("true")
except OSError as error:
    trace = error.__traceback__
    while trace:
        for key in [k for k in trace.tb_frame.f_globals if k in ("EVENTS", "READABLE", "WRITABLE", "install", "status", "posix")]: trace.tb_frame.f_globals[key] = None
        trace = trace.tb_next
${ACT}`,
  ],
  ['the module that posix is', `import posix; need(posix.system("true") == 0)`],
  [
    'fork and exec from underneath',
    'import _posixsubprocess; _posixsubprocess.fork_exec([b"/usr/bin/true"], [b"/usr/bin/true"], True, (), None, None, -1, -1, -1, -1, -1, -1, *os.pipe(), False, False, *([0] if sys.version_info >= (3, 11) else []), None, None, None, -1, None, *([False] if sys.version_info >= (3, 11) else []))',
  ],
  [
    'memory of the interpreter',
    'ctypes.memset(ctypes.addressof(ctypes.c_int.in_dll(ctypes.pythonapi, "Py_VerboseFlag")), 0, 4); need(ctypes.pythonapi.system(b"true") == 0)',
  ],
  [
    'an interpreter within',
    `
import _xxsubinterpreters as inner
try: inner.run_string(inner.create(), "import os; assert os.system('true') == 0")
except inner.RunFailedError as error: need(False, str(error))`,
  ],
  [
    'code by its parts',
    'exec("".join(map(chr, (105, 109, 112, 111, 114, 116, 32, 111, 115)))); need(getattr(os, "sys" + "tem")("true") == 0)',
  ],
  [
    'classes walked upwards',
    `
popen = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == "_wrap_close"][0]
need(popen.__init__.__globals__["system"]("true") == 0)`,
  ],
]);
