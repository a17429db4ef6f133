const FUNCTIONS = 'sin cos tan exp log sqrt abs sinh cosh tanh arctan floor ceil'.split(' ');
const NAMES = new Set([...FUNCTIONS, 'x', 'pi', 'e']);

/** Only digits, operators, brackets and known names: what else may be in there is not a formula. */
function isFormula(text: string): boolean {
  if (!/^[\sa-z0-9+\-*/^().,]+$/i.test(text)) return false;
  return (text.match(/[a-z]+/gi) ?? []).every((name) => NAMES.has(name.toLowerCase()));
}

/** People leave the sign of multiplication out: 2x, 3sin(x), (x+1)(x-1). 1e3 is a number. */
function withProducts(formula: string): string {
  return formula
    .replaceAll(/(?<![a-z])(\d(?:\.\d+)?)\s*(?=[a-df-z(]|e(?!\d))/g, '$1*')
    .replaceAll(/\)\s*(?=[a-z0-9(])/g, ')*');
}

function toPython(formula: string): string {
  return withProducts(formula.trim().toLowerCase().replaceAll('^', '**'));
}

/** Signs of multiplication and division, and brackets, as other keyboards write them. */
function plainSigns(text: string): string {
  return text.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('（', '(').replaceAll('）', ')');
}

const INTRODUCTION =
  /(?:\bplot|\bgraph|\bdraw|画出?|绘制)\s*(?:the\s+)?(?:function\s+|函数\s*)?(?:y\s*=\s*|f\(x\)\s*=\s*)?(.+)$/i;
const AFTERWORD = /\s*的?(?:函数)?(?:图像|图形|曲线|图)?[.。!！?？]*$/;

/** A formula in x after "plot", "graph" or "画". */
export function formulaToPlot(question: string): string | undefined {
  const formula = INTRODUCTION.exec(plainSigns(question))?.[1]?.replace(AFTERWORD, '');
  return formula && /x/i.test(formula) && isFormula(formula) ? toPython(formula) : undefined;
}

export function plotCode(formula: string): string {
  return `import matplotlib.pyplot as plt
import numpy as np
from numpy import ${[...FUNCTIONS, 'pi', 'e'].join(', ')}

x = np.linspace(-10, 10, 1000)
with np.errstate(all="ignore"):
    y = ${formula}
figure, axes = plt.subplots(figsize=(8, 4.5))
axes.plot(x, np.broadcast_to(y, x.shape))
axes.set_title(${JSON.stringify(`y = ${formula}`)})
axes.grid(True, alpha=0.3)
`;
}

/** 2024-05-06, 05/06/2024 and 5.6.2024 are no sums. */
const DATE = /\b(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})\b/g;

/** Arithmetic in the question: the longest stretch that is a formula without x and has an operator. */
export function arithmetic(question: string): string | undefined {
  const plain = plainSigns(question)
    .replaceAll(DATE, ' ')
    .replaceAll(/(\d),(?=\d{3}\b)/g, '$1');
  const stretches = plain.match(/(?:(?:sqrt|sin|cos|tan|log|exp|abs|pi)\b|[\d.+\-*/^%() ])+/gi) ?? [];
  const found = stretches
    .map((part) => part.trim().replace(/[.+\-*/^%(]+$/, ''))
    .filter((part) => /\d\s*[-+*/^%]\s*[\d(]|\b(sqrt|sin|cos|tan|log|exp|abs)\s*\(/i.test(part))
    .sort((a, b) => b.length - a.length)[0];
  return found ? toPython(found) : undefined;
}

export function arithmeticCode(expression: string): string {
  return `from math import *\n\nprint(${expression})\n`;
}
