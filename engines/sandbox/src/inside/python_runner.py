"""Runs the code in the walled-in child the way a notebook cell would: the value of a last expression is printed."""
import ast
import atexit
import io
import itertools
import linecache
import os
import signal
import sys
import threading
import traceback
import types

import audit
import egress
import status

FILE_NAME = 'main.py'
FIGURES = '/figures'
PACKAGES = '/packages'
OWN_FOLDERS = ('/run', '/workspace')
MAX_FIGURES = 32
# A cloud of a million points has its place in pixels.
MAX_SVG_BYTES = 2 << 20
EAGAIN = 11
REHEARSAL = b'import sys, json\nfor number in [1]: print(json.dumps(number))\nsum(range(number))'


def preload(code):
    """Heavy libraries are loaded before the limits start to count, if the code seems to want them."""
    find_packages()
    if b'matplotlib' in code or b'pyplot' in code:
        import_quietly('matplotlib.pyplot')
    for library in ('numpy', 'pandas'):
        if library.encode() in code:
            import_quietly(library)


def find_packages():
    """Those that an administrator chose come after the standard library and before the system's."""
    import site
    site.main()
    if os.path.isdir(PACKAGES):
        places = [index for index, entry in enumerate(sys.path) if entry.endswith('-packages')]
        sys.path.insert(places[0] if places else len(sys.path), PACKAGES)


def preload_all():
    find_packages()
    for library in ('numpy', 'pandas', 'matplotlib.pyplot'):
        import_quietly(library)


def stand_up(rehearses):
    """What can be done before there is code, and is then not timed."""
    show_figures_by_saving()
    if rehearses:
        # Nobody hears it: descriptor 0 is /dev/null.
        open_streams(out=0, err=0)
        guarded(rehearse)
    if 'numpy' in sys.modules:
        # The state of chance was copied with the memory: without this every run would draw the same numbers.
        sys.modules['numpy'].random.seed()
    open_streams(out=1, err=2)


def rehearse():
    """Touches what most code touches, so that its pages are the child's own."""
    execute(REHEARSAL)
    pandas = sys.modules.get('pandas')
    if pandas is not None:
        frame = pandas.DataFrame({'key': ['a', 'b', 'a'], 'value': [1.0, 2.0, 3.0]})
        print(frame.groupby('key').value.agg(['sum', 'mean']).to_string())
        frame.groupby('key').value.sum().to_dict()


def import_quietly(name):
    try:
        __import__(name)
    except Exception:
        pass  # Then the code's own import says why.


def run(given):
    """Never returns. The exit code and the claim about a limit are the code's own, and trusted no further."""
    rules, code = audit.split(given)
    if egress.TOKEN in rules:
        egress.install()
    audit.install(rules)
    # The figures come before the exit handlers: matplotlib registers one that destroys them.
    steps = (lambda: execute(code), threading._shutdown, save_figures, atexit._run_exitfuncs)
    codes = [guarded(step) for step in steps]
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    code = next((code & 0xff for code in codes if code), 0)
    os.write(status.STATUS_FD, status.ENDED + bytes([code]))
    os._exit(code)


def run_cells(read_code):
    """Never returns. Variables stay from cell to cell; the exit code is that of each cell."""
    rules, _ = audit.split(read_code())
    if egress.TOKEN in rules:
        egress.install()
    audit.install(rules)
    cell = InterruptibleCell()
    signal.signal(signal.SIGINT, cell.interrupt)
    main = new_main()
    for number in itertools.count(1):
        code = read_code()
        name = f'cell {number}'
        codes = [guarded(lambda: cell.execute(main, code, name)), guarded(save_figures)]
        for stream in (sys.stdout, sys.stderr):
            guarded(stream.flush)
        os.write(status.STATUS_FD, status.ENDED + bytes([next((one & 0xff for one in codes if one), 0)]))


class InterruptibleCell:
    """An interrupt that comes late, when the cell has ended, is none."""

    def __init__(self):
        self.is_running = False

    def interrupt(self, *_):
        if self.is_running:
            raise KeyboardInterrupt

    def execute(self, main, code, name):
        try:
            self.is_running = True
            os.write(status.STATUS_FD, status.READY)
            execute_in(main, code, name)
        finally:
            self.is_running = False


def open_streams(out, err):
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.FileIO(0, 'r', closefd=False))
    for fd, name in ((out, 'stdout'), (err, 'stderr')):
        raw = io.BufferedWriter(io.FileIO(fd, 'w', closefd=False))
        stream = io.TextIOWrapper(raw, encoding='utf-8', errors='backslashreplace', line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f'__{name}__', stream)


def execute(code):
    execute_in(new_main(), code, FILE_NAME)


def new_main():
    main = types.ModuleType('__main__')
    main.__file__ = FILE_NAME
    sys.modules['__main__'] = main
    sys.argv = [FILE_NAME]
    sys.path = ['/workspace', *(entry for entry in sys.path if not entry.startswith(OWN_FOLDERS))]
    return main


def execute_in(main, code, name):
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    tree = ast.parse(code, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, 'exec'), main.__dict__)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), name, 'eval'), main.__dict__)
        if value is not None:
            print(repr(value))


def guarded(act):
    """The exit status that python itself would end with."""
    try:
        act()
        return 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        claim(error)
        report(error)
        return 1


def claim(error):
    if isinstance(error, MemoryError):
        os.write(status.STATUS_FD, status.OUT_OF_MEMORY)
    elif getattr(error, 'errno', None) == EAGAIN or "can't start new thread" in str(error):
        os.write(status.STATUS_FD, status.OUT_OF_PROCESSES)


def report(error):
    trace = error.__traceback__
    while trace is not None and not is_of_code(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    leave_out_hook(error, trace)
    traceback.print_exception(type(error), error, trace)


def leave_out_hook(error, trace):
    """Of this trace and of those of the errors that came before."""
    while trace is not None:
        if trace.tb_next is not None and trace.tb_next.tb_frame.f_code.co_filename == audit.__file__:
            trace.tb_next = None
        trace = trace.tb_next
    before = error.__cause__ or error.__context__
    if before is not None:
        leave_out_hook(before, before.__traceback__)


def is_of_code(name):
    return name == FILE_NAME or name.startswith('cell ')


def show_figures_by_saving():
    pyplot = sys.modules.get('matplotlib.pyplot')
    if pyplot is not None:
        pyplot.show = lambda *_, **__: save_figures()


def save_figures():
    pyplot = sys.modules.get('matplotlib.pyplot')
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        taken = sum(name.endswith('.png') for name in os.listdir(FIGURES))
        if taken >= MAX_FIGURES:
            break
        save_figure(pyplot.figure(number), f'{FIGURES}/figure-{taken + 1:02}')
    pyplot.close('all')


def save_figure(figure, path):
    """As pixels, and as lines where that is not too much."""
    figure.savefig(f'{path}.png', format='png', bbox_inches='tight')
    try:
        figure.savefig(f'{path}.svg', format='svg', bbox_inches='tight', metadata={'Date': None})
        is_kept = os.stat(f'{path}.svg').st_size <= MAX_SVG_BYTES
    except (OSError, MemoryError):
        is_kept = False
    if not is_kept and os.path.exists(f'{path}.svg'):
        os.unlink(f'{path}.svg')
