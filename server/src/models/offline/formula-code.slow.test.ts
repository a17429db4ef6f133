import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { bubblewrap, createSandbox } from '@agenticgen/sandbox';
import { arithmetic, arithmeticCode, formulaToPlot, plotCode } from './formula-code.ts';

test('formulaToPlot() reads a formula in x, however it is introduced', () => {
  const cases: [string, string][] = [
    ['plot sin(x)/x', 'sin(x)/x'],
    ['Please draw the function y = x^2 - 1.', 'x**2 - 1'],
    ['graph f(x) = exp(-x^2)', 'exp(-x**2)'],
    ['画出 x^3 的图像', 'x**3'],
    ['绘制函数 y = cos(x) 的曲线。', 'cos(x)'],
    ['画 sin(x)', 'sin(x)'],
    ['画 sin（x）', 'sin(x)'],
  ];
  for (const [question, formula] of cases) assert.equal(formulaToPlot(question), formula, question);
});

test('formulaToPlot() multiplies where people leave the sign out', () => {
  const cases: [string, string][] = [
    ['plot 2x + 1', '2*x + 1'],
    ['plot 3sin(2x)', '3*sin(2*x)'],
    ['plot (x+1)(x-1)', '(x+1)*(x-1)'],
    ['plot 2(x+1)', '2*(x+1)'],
    ['plot 1e3*x', '1e3*x'],
    ['plot e^x', 'e**x'],
  ];
  for (const [question, formula] of cases) assert.equal(formulaToPlot(question), formula, question);
});

test('formulaToPlot() takes nothing that is not a formula', () => {
  for (const question of [
    'plot the sales of boxes',
    'plot __import__("os").system("x")',
    'plot x; import os',
    'plot x if y else z',
    'plot 1 + 1',
    'draw a fox',
    'what is x?',
  ])
    assert.equal(formulaToPlot(question), undefined, question);
});

test('arithmetic() finds the sum in a question, in either notation', () => {
  const cases: [string, string][] = [
    ['What is 6*7?', '6*7'],
    ['how much is 1,250,000 / 4', '1250000 / 4'],
    ['12 × 3 ÷ 4 等于多少', '12 * 3 / 4'],
    ['sqrt(2) please', 'sqrt(2)'],
    ['2^8 =', '2**8'],
    ['-3 + 5', '-3 + 5'],
  ];
  for (const [question, expression] of cases) assert.equal(arithmetic(question), expression, question);
});

test('arithmetic() sees no sum in dates, versions, ranges of years and single numbers', () => {
  for (const question of [
    'on 2024-05-06',
    '12/31/2024',
    'version 1.2.3',
    'I have 3 boats',
    'call 555',
    'no numbers',
  ])
    assert.equal(arithmetic(question), undefined, question);
});

describe('the programs in the real sandbox', () => {
  const sandbox = createSandbox({ driver: bubblewrap() });
  after(() => sandbox.close());
  const run = (code: string) => sandbox.run({ language: 'python', code });

  test('arithmeticCode() prints the value', async () => {
    for (const [question, value] of [
      ['What is 12 * (3 + 4)?', '84\n'],
      ['2^10 =', '1024\n'],
      ['sqrt(16) + abs(-2)', '6.0\n'],
    ] as const) {
      const { stdout, stderr } = await run(arithmeticCode(arithmetic(question) ?? ''));
      assert.equal(stdout, value, stderr);
    }
  });

  test('plotCode() draws one figure, poles and constants included', async () => {
    for (const question of ['plot 1/x', 'plot 2x + 1', 'plot x*0 + 3', 'plot log(x)']) {
      const { figures, exitCode, stderr } = await run(plotCode(formulaToPlot(question) ?? ''));
      assert.equal(exitCode, 0, stderr);
      assert.equal(figures.filter(({ mediaType }) => mediaType === 'image/png').length, 1, question);
    }
  });
});
