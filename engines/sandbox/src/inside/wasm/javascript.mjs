// Runs JavaScript in QuickJS, which is WebAssembly: it has the language, a console, timers and files of its own memory.
import { createVoice, fail, readJob } from './frames.mjs';

const [coreUrl, variantUrl] = process.argv.slice(2);
const { newQuickJSWASMModuleFromVariant } = await import(coreUrl);
const { default: variant } = await import(variantUrl);
const MAX_STACK_BYTES = 512 * 1024;
const OUT_OF_MEMORY = /out of memory/i;

try {
  const quick = await newQuickJSWASMModuleFromVariant(variant);
  const job = await readJob();
  const files = new Map(job.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('utf8')]));
  const given = new Map(files);
  const runtime = quick.newRuntime();
  runtime.setMemoryLimit(job.limits.memoryBytes);
  runtime.setMaxStackSize(MAX_STACK_BYTES);
  const context = runtime.newContext();
  const voice = createVoice(job.limits);
  const timers = new Map();

  const say = (stream) =>
    context.newFunction(stream, (...values) => {
      voice.write(stream, `${values.map((value) => shown(context.dump(value))).join(' ')}\n`);
    });
  const console = context.newObject();
  for (const [name, stream] of [
    ['log', 'stdout'],
    ['info', 'stdout'],
    ['warn', 'stderr'],
    ['error', 'stderr'],
  ])
    context.setProp(console, name, say(stream));
  context.setProp(context.global, 'console', console);
  expose('readFile', (name) => {
    const text = files.get(context.getString(name));
    return text === undefined ? context.undefined : context.newString(text);
  });
  expose('writeFile', (name, text) => {
    files.set(context.getString(name), context.getString(text));
  });
  let nextTimer = 1;
  for (const [name, repeats] of [
    ['setTimeout', false],
    ['setInterval', true],
  ])
    expose(name, (act, delay) => {
      const id = nextTimer++;
      const kept = act.dup();
      const start = repeats ? setInterval : setTimeout;
      timers.set(
        id,
        start(
          () => {
            if (!repeats) timers.delete(id);
            settle(context.callFunction(kept, context.undefined));
          },
          delay ? context.getNumber(delay) : 0,
        ),
      );
      return context.newNumber(id);
    });
  for (const name of ['clearTimeout', 'clearInterval'])
    expose(name, (id) => {
      const known = context.getNumber(id);
      clearTimeout(timers.get(known));
      timers.delete(known);
    });

  function expose(name, act) {
    context.setProp(context.global, name, context.newFunction(name, act));
  }
  function end(exitCode, claim) {
    const made = [...files].filter(([name, text]) => given.get(name) !== text);
    voice.done(
      exitCode,
      made.map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
      claim,
    );
  }
  /** An error ends the run as node ends it. */
  function settle(result) {
    if (result.error) uncaught(context.dump(result.error));
    const jobs = runtime.executePendingJobs();
    if (jobs.error) uncaught(context.dump(jobs.error));
  }
  function uncaught(error) {
    const text = error?.stack ? `${error.name}: ${error.message}\n${error.stack}` : shown(error);
    voice.write('stderr', `Uncaught ${text}\n`);
    end(1, OUT_OF_MEMORY.test(String(error?.message)) ? 'memory' : undefined);
  }

  const result = context.evalCode(job.code, 'main.mjs', { type: 'module' });
  if (result.error) uncaught(context.dump(result.error));
  settle(result);
  const promise = context.getPromiseState(result.value);
  if (promise.type === 'rejected') uncaught(context.dump(promise.error));
  // The last timer, or nothing, ends the process.
  process.on('exit', () => {
    const state = context.getPromiseState(result.value);
    if (state.type === 'rejected') uncaught(context.dump(state.error));
    end(state.type === 'pending' ? 13 : 0);
  });
} catch (error) {
  fail(error);
}

function shown(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? String(value);
  return String(value);
}
