import { type Template, texts } from './template.ts';

const editing: Template = {
  id: 'document-editing',
  category: 'together',
  definition: {
    name: 'Document editing',
    description: 'Edits a text, shows it to a person, and goes round again until it is accepted.',
    input: texts({
      text: { title: 'Text', default: 'our product helps teams to work better together' },
      wish: { title: 'What becomes better', default: 'clear and friendly' },
    }),
    nodes: [
      {
        id: 'rounds',
        type: 'loop',
        title: 'Until it is accepted',
        state: { text: '{{input.text}}', accepted: false, comment: '' },
        until: 'state.accepted == true',
        maxRounds: 3,
        do: {
          nodes: [
            {
              id: 'edit',
              type: 'agent',
              agent: 'creative',
              title: 'Edit',
              task: 'Rewrite this text so that it is {{input.wish}}. {{state.comment}}',
              context: '{{state.text}}',
            },
            {
              id: 'accept',
              type: 'approval',
              title: 'Accept the text',
              after: ['edit'],
              question: 'Is the text right?',
              payload: { text: '{{nodes.edit.text}}' },
              editable: true,
            },
            { id: 'decided', type: 'join', after: ['accept', 'accept:rejected'] },
          ],
          output: {
            text: '{{nodes.accept.payload.text}}',
            accepted: '{{nodes.accept.decision == "approved"}}',
            comment: '{{nodes.accept.comment != null ? nodes.accept.comment : ""}}',
          },
        },
      },
    ],
    output: '{{nodes.rounds.text}}',
  },
};

const sharing: Template = {
  id: 'knowledge-sharing',
  category: 'together',
  definition: {
    name: 'Knowledge sharing',
    description: 'Finds what the team knows about a topic and writes a page from it, with its sources.',
    input: texts({ topic: { title: 'Topic', default: 'onboarding' } }),
    nodes: [
      { id: 'find', type: 'knowledge', title: 'Find', query: '{{input.topic}}', limit: 8 },
      {
        id: 'known',
        type: 'condition',
        title: 'Is anything known?',
        after: ['find'],
        cases: [{ port: 'yes', when: 'size(nodes.find.passages) > 0' }],
      },
      {
        id: 'write',
        type: 'agent',
        agent: 'research',
        title: 'Write',
        after: ['known:yes'],
        task: 'What do our documents say about {{input.topic}}?',
      },
      {
        id: 'nothing',
        type: 'value',
        title: 'Nothing is known',
        after: ['known:otherwise'],
        value: { text: 'The documents say nothing about {{input.topic}} yet.' },
      },
    ],
    output: {
      text: '{{nodes.write != null ? nodes.write.text : nodes.nothing.text}}',
      sources: '{{nodes.find.passages.map(p, p.documentName)}}',
    },
  },
};

const review: Template = {
  id: 'peer-review',
  category: 'together',
  definition: {
    name: 'Peer review',
    description: 'Three agents read a text on their own; two people decide on it with their remarks at hand.',
    input: texts({ text: { title: 'Text', default: 'We propose to release every second week.' } }),
    nodes: [
      ...(['research', 'creative', 'analysis'] as const).map((agent) => ({
        id: agent,
        type: 'agent' as const,
        agent,
        title: `Read as ${agent}`,
        task: 'Read this text critically. Name its strengths, its gaps, and one change.',
        context: '{{input.text}}',
        onError: 'continue' as const,
      })),
      {
        id: 'decide',
        type: 'approval',
        title: 'Decide',
        after: ['research', 'creative', 'analysis'],
        question: 'Is the text accepted?',
        payload: { text: '{{input.text}}' },
        votes: 2,
        expiresMs: 7 * 24 * 3_600_000,
      },
      {
        id: 'closed',
        type: 'join',
        after: ['decide', 'decide:rejected', 'decide:expired'],
      },
    ],
    output: {
      decision: '{{nodes.decide.decision}}',
      remarks: [
        '{{nodes.research != null ? nodes.research.text : ""}}',
        '{{nodes.creative != null ? nodes.creative.text : ""}}',
        '{{nodes.analysis != null ? nodes.analysis.text : ""}}',
      ],
    },
  },
};

const brainstorming: Template = {
  id: 'brainstorming',
  category: 'together',
  definition: {
    name: 'Brainstorming',
    description: 'Looks for ideas from several sides at once and gathers them.',
    input: {
      type: 'object',
      properties: {
        topic: { type: 'string', title: 'Topic', default: 'a name for our newsletter' },
        sides: {
          type: 'array',
          items: { type: 'string' },
          title: 'Sides to look from',
          default: ['simple', 'playful', 'daring'],
        },
      },
      required: ['topic', 'sides'],
    },
    nodes: [
      {
        id: 'ideas',
        type: 'map',
        title: 'From each side',
        over: 'input.sides',
        maxItems: 10,
        onItemError: 'collect',
        do: {
          nodes: [
            {
              id: 'think',
              type: 'agent',
              agent: 'creative',
              title: 'Think',
              task: 'Write three ideas for {{input.topic}}. They are {{item}}.',
            },
          ],
          output: { side: '{{item}}', ideas: '{{nodes.think.text}}' },
        },
      },
      {
        id: 'gather',
        type: 'agent',
        agent: 'creative',
        title: 'Gather',
        after: ['ideas'],
        task: 'Write the best of these ideas for {{input.topic}} as a list and say why.',
        context: '{{nodes.ideas}}',
      },
    ],
    output: { ideas: '{{nodes.ideas}}', best: '{{nodes.gather.text}}' },
  },
};

export const togetherTemplates: readonly Template[] = [editing, sharing, review, brainstorming];
