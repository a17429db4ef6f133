import type { Draft, DraftNode } from '../features/workflows/flow/draft.ts';

/** A small workflow for tests: look -> check -yes-> mend -> accept, and a map beside it. */
export function sampleDraft(): Draft {
  const nodes: DraftNode[] = [
    { id: 'look', type: 'code', code: 'result = 1' },
    {
      id: 'check',
      type: 'condition',
      after: ['look'],
      cases: [{ port: 'yes', when: 'nodes.look.result == 1' }],
    },
    { id: 'mend', type: 'agent', agent: 'code', task: 'Mend {{nodes.look.result}}', after: ['check:yes'] },
    {
      id: 'accept',
      type: 'approval',
      question: 'Right?',
      payload: { mend: '{{nodes.mend.text}}' },
      after: ['mend'],
    },
    {
      id: 'each',
      type: 'map',
      over: 'input.items',
      do: {
        nodes: [
          { id: 'first', type: 'value', value: '{{item}}' },
          { id: 'second', type: 'value', value: '{{nodes.first}}', after: ['first'] },
        ],
        output: '{{nodes.second}}',
      },
    },
  ];
  return {
    name: 'Sample',
    input: { type: 'object', properties: { items: { type: 'array', items: { type: 'string' } } } },
    nodes,
    output: { mend: '{{nodes.mend.text}}' },
  };
}
