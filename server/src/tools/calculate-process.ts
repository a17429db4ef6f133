import { createRequire } from 'node:module';

interface MathJs {
  evaluate(expression: string): unknown;
  format(value: unknown, options: object): string;
  import(functions: object, options: object): void;
}

// The bundle is one file: it is there in a fifth of the time that the modules take.
const math = createRequire(import.meta.url)('mathjs/lib/browser/math.js') as MathJs;
const { evaluate, format } = math;
const off = (name: string) => () => {
  throw new TypeError(`${name} is not available`);
};
const NAMES = [
  'import',
  'createUnit',
  'evaluate',
  'parse',
  'compile',
  'parser',
  'simplify',
  'derivative',
  'resolve',
];
math.import(Object.fromEntries(NAMES.map((name) => [name, off(name)])), { override: true });

process.on('message', (expression: string) => {
  try {
    process.send?.({ ok: true, text: format(evaluate(expression), { precision: 14 }) });
  } catch (error) {
    process.send?.({ ok: false, text: error instanceof Error ? error.message : String(error) });
  }
});
// Without the server nobody asks any more.
process.on('disconnect', () => process.exit());
