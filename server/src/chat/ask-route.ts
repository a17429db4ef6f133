import type { Models } from '../models/index.ts';
import { ROUTES, type Route } from './contract.ts';
import type { History } from './history.ts';
import type { Choice } from './route.ts';

const MAX_ASKED_LENGTH = 2_000;
const MAX_ANSWER_TOKENS = 10;
/** Not every model keeps to its limit of tokens: what has not named a route in so many characters will not. */
const MAX_SAID_LENGTH = 200;
/** The person waits for the answer, not for the choice. */
const MAX_ASKING_MS = 4_000;

const INSTRUCTIONS = [
  'Classify the message of a person. Answer with one word only:',
  'knowledge - a question that documents of the team may answer',
  'code - something to compute, run, plot or program',
  'agent - anything else',
].join('\n');

export interface Asking {
  workspaceId: string;
  model: string | null;
  runId: string;
  signal: AbortSignal;
  limitMs?: number;
}

const AGENT_OF: Record<Route, string> = { agent: 'creative', knowledge: 'research', code: 'code' };

/**
 * Lets the model decide where no rule was sure. The offline model is rules itself and is not asked;
 * an answer that is none of the words, or no answer, leaves the choice of the rules.
 */
export async function askModelForRoute(
  models: Models,
  asking: Asking,
  history: History,
  fallback: Choice,
): Promise<Choice> {
  const { workspaceId, runId, signal, limitMs = MAX_ASKING_MS } = asking;
  const modelId = asking.model ?? undefined;
  if (await models.isOffline({ workspaceId, modelId })) return fallback;
  const text = history.question.text.slice(0, MAX_ASKED_LENGTH);
  const messages = [
    { role: 'system' as const, text: INSTRUCTIONS },
    { role: 'user' as const, text },
  ];
  const request = {
    messages,
    tools: [],
    toolChoice: 'none' as const,
    maxOutputTokens: MAX_ANSWER_TOKENS,
    signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
  };
  let said = '';
  try {
    for await (const part of models.call({ workspaceId, modelId, runId }, request)) {
      if (part.type === 'text') said += part.text;
      if (said.length > MAX_SAID_LENGTH) break;
    }
  } catch {
    signal.throwIfAborted();
  }
  const route = ROUTES.find((candidate) => said.toLowerCase().includes(candidate));
  if (!route) return fallback;
  return { route, agent: AGENT_OF[route], reason: 'model_decided', pinned: false, sure: true };
}
