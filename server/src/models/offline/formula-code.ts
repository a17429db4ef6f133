const FUNCTIONS = 'sin cos tan exp log sqrt abs sinh cosh tanh arctan floor ceil'.split(' ');
const NAMES = new Set([...FUNCTIONS, 'x', 'pi', 'e']);

/** Only digits, operators, brackets and known names: what else may be in there is not a formula. */
function isFormula(text: string): boolean {
  if (!/^[\sa-z0-9+\-*/^().,]+$/i.test(text)) return false;
  return (text.match(/[a-z]+/gi) ?? []).every((name) => NAMES.has(name.toLowerCase()));
}

function toPython(formula: string): string {
  return formula.trim().toLowerCase().replaceAll('^', '**').replaceAll('×', '*').replaceAll('÷', '/');
}

/** A formula in x after "plot", "graph" or "画". */
export function formulaToPlot(question: string): string | undefined {
  const found =
    /(?:\bplot|\bgraph|\bdraw|画出?|绘制)\s*(?:the\s+)?(?:function\s+)?(?:y\s*=\s*|f\(x\)\s*=\s*)?(.+)$/i.exec(
      question,
    );
  const formula = found?.[1]?.replace(/[.。!！?？]+$/, '');
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

/** Arithmetic in the question: the longest stretch that is a formula without x and has an operator. */
export function arithmetic(question: string): string | undefined {
  const plain = question
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll(/(\d),(?=\d{3}\b)/g, '$1');
  const stretches = plain.match(/(?:(?:sqrt|sin|cos|tan|log|exp|abs|pi)\b|[\d.+\-*/^%() ])+/gi) ?? [];
  const found = stretches
    .map((part) => part.trim().replace(/[.+\-*/^%(]+$/, ''))
    .filter((part) => /\d\s*[-+*/^%]\s*[\d(]|\b(sqrt|sin|cos|tan|log|exp|abs)\s*\(/i.test(part))
    .sort((a, b) => b.length - a.length)[0];
  return found ? toPython(found) : undefined;
}

export function arithmeticCode(expression: string): string {
  return `from math import *\n\nprint(${expression.replaceAll(/\babs\b/g, 'abs')})\n`;
}
