// Runs Python in WebAssembly. What reaches out of the interpreter is taken away before the code comes: a list of what
// is known, and so a weaker wall than the kernel's.
import { constants, readFileSync } from 'node:fs';
import { createVoice, fail, readJob } from './frames.mjs';

const WORKSPACE = '/workspace';
const MAX_DEPTH = 4;
const HARDEN = readFileSync(new URL('./harden.py', import.meta.url), 'utf8');
const RUN = readFileSync(new URL('./run.py', import.meta.url), 'utf8');

// Pyodide asks for it, and the permission model of node refuses it.
process.binding = () => ({ fs: constants });
const { loadPyodide } = await import(process.argv[2]);

try {
  let voice;
  const decoder = () => {
    const utf8 = new TextDecoder();
    return (bytes) => utf8.decode(bytes, { stream: true });
  };
  const [out, err] = [decoder(), decoder()];
  const python = await loadPyodide({
    jsglobals: Object.create(null),

    env: { HOME: WORKSPACE },
  });
  python.setStdin({ error: false, stdin: () => null });
  const hears = (stream, decode) => ({
    write(bytes) {
      voice?.write(stream, decode(bytes));
      return bytes.length;
    },
  });
  python.setStdout(hears('stdout', out));
  python.setStderr(hears('stderr', err));
  python.FS.mkdirTree(WORKSPACE);
  python.FS.chdir(WORKSPACE);
  const run = python.runPython(RUN);
  python.runPython(HARDEN);
  for (const name of ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource']) delete globalThis[name];
  const { FS } = python;

  const job = await readJob();
  for (const { name, bytes } of job.files) {
    FS.mkdirTree(`${WORKSPACE}/${name}`.split('/').slice(0, -1).join('/'));
    FS.writeFile(`${WORKSPACE}/${name}`, bytes);
  }
  const known = new Map(job.files.map(({ name, bytes }) => [name, Buffer.from(bytes)]));
  voice = createVoice(job.limits);
  const [exitCode, claim] = run(job.code).toJs();
  const isNew = ({ name, bytes }) => !known.get(name)?.equals(bytes);
  voice.done(exitCode, [...filesIn(FS, WORKSPACE, 1)].filter(isNew), claim || undefined);
} catch (error) {
  fail(error);
}

/** Only regular files: a link leads nowhere outside of this memory, but its target is not what it is called. */
function* filesIn(FS, folder, depth) {
  for (const name of FS.readdir(folder).filter((name) => name !== '.' && name !== '..')) {
    const path = `${folder}/${name}`;
    const { mode } = FS.lstat(path);
    if (FS.isFile(mode))
      yield { name: path.slice(WORKSPACE.length + 1), bytes: Buffer.from(FS.readFile(path)) };
    else if (FS.isDir(mode) && depth < MAX_DEPTH) yield* filesIn(FS, path, depth + 1);
  }
}
