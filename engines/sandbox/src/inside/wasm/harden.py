import os, sys
# Emscripten tells where the program lies.
os.environ.clear()
os.environ.update({'HOME': '/workspace', 'LANG': 'C.UTF-8', 'PATH': '/usr/bin'})
sys.meta_path[:] = [finder for finder in sys.meta_path if 'Js' not in type(finder).__name__]
for _name in [name for name in sys.modules if name.split('.')[0] in ('js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'ctypes', '_ctypes')]:
    del sys.modules[_name]
for _name in ('js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'ctypes', '_ctypes'):
    # An import of it fails from now on.
    sys.modules[_name] = None
sys.path_hooks[:] = [hook for hook in sys.path_hooks if 'pyodide' not in repr(hook)]
del _name, os
