import type { ModelMessage, ModelPart, ModelRequest } from '../models/index.ts';
import type { Tool } from '../tools/index.ts';
import { type AgentBench, agentBench, calls, says, simpleTool } from './agent-run.ts';

const PASSAGES = [
  'The lighthouse of Skagen was lit in 1858. It is not open in winter.',
  'Herring is sold at the quay. Tickets cost seven euros.',
];

/** A search that finds two passages, whatever it is asked; `queries` has what it was asked. */
export function twoPassages(queries: unknown[] = [], found: readonly string[] = PASSAGES): Tool {
  return simpleTool('search_knowledge', {
    run: async (input, { firstCitation }) => {
      queries.push(input);
      const citations = found.map((quote, index) => ({
        ...{
          baseId: 'b',
          documentId: `d${index + 1}`,
          documentName: `doc${index + 1}.md`,
          passageId: `p${index + 1}`,
        },
        ...{ heading: null, page: null, start: 100, end: 100 + quote.length, quote },
      }));
      const output = found.map((quote, index) => `[${firstCitation + index}] doc.md\n${quote}`).join('\n\n');
      return { ok: true, output: output || 'Nothing was found.', files: [], citations };
    },
  });
}

export const asks = (...texts: string[]): ModelMessage[] =>
  texts.map((text, index) =>
    index % 2 === 0 ? { role: 'user', text } : { role: 'assistant', text, toolCalls: [] },
  );

/** What a model says: to the question itself, and where it is asked to submit something by a tool. */
export interface Sayings {
  answer: string | ((request: ModelRequest) => ModelPart[]);
  /** By the name of the tool; a missing one makes the call fail. */
  submits?: Record<string, unknown>;
}

function saying({ answer, submits = {} }: Sayings) {
  return (request: ModelRequest): ModelPart[] => {
    const [tool] = request.tools;
    if (tool?.name.startsWith('submit_')) {
      if (!(tool.name in submits)) throw new TypeError('Cannot reach the model of the test');
      return calls([tool.name, submits[tool.name]]);
    }
    return typeof answer === 'string' ? says(answer) : answer(request);
  };
}

export interface KnowledgeRun {
  messages: ModelMessage[];
  sayings: Sayings;
  tools?: Tool[];
  asksKnowledge?: boolean;
  isOffline?: boolean;
}

/** One answer of an agent that searches, with what the log has of it. */
export async function knowledgeRun({
  messages,
  sayings,
  tools,
  asksKnowledge = true,
  isOffline,
}: KnowledgeRun) {
  const queries: unknown[] = [];
  const given = tools ?? [twoPassages(queries)];
  await using bench: AgentBench = await agentBench({
    script: [saying(sayings)],
    tools: given,
    agent: { tools: given.map(({ name }) => name) },
    task: { messages, asksKnowledge },
    ...(isOffline ? { isOffline } : {}),
  });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const end = await bench.ended(worker, runId);
  const events = await worker.read(runId, { after: 0, limit: 1_000 });
  const payloadOf = (type: string) => events.find((event) => event.type === type)?.payload;
  return { end, answer: bench.answer, requests: bench.requests, queries, events, payloadOf };
}
