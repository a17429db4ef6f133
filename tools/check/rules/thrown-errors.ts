import { type Finding, findingAt, type Rule, type SourceFile } from '../project.ts';
import { dottedName, isNode, nodesOf } from '../syntax.ts';

const MAX_PLAIN_SHARE = 0.05;

/** At most one throw of twenty throws a plain Error: others have a code. */
export const thrownErrors: Rule = ({ files }) => {
  const sources = files.filter((file) => !file.isTest);
  const total = sources.reduce((sum, file) => sum + nodesOf(file.ast, 'ThrowStatement').length, 0);
  const plain = sources.flatMap(plainThrows);
  const share = total === 0 ? 0 : plain.length / total;
  const notes = [`throws: ${total}, of them plain Error ${plain.length}`];
  return { findings: share > MAX_PLAIN_SHARE ? plain : [], notes };
};

function plainThrows(file: SourceFile): Finding[] {
  return nodesOf(file.ast, 'ThrowStatement')
    .filter(({ argument }) => isNode(argument) && dottedName(argument.callee) === 'Error')
    .map((node) =>
      findingAt(file, node, 'Throws a plain Error: give it a class or a catalogue entry with a code'),
    );
}
