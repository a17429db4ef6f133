import { answerText, type FoldedAnswer } from '../../../../server/src/chat/fold.ts';
import type { Citation, Message, MessagePart } from '../../lib/api-types.ts';

export interface Usage {
  tokens: number;
  costMicros: number;
}

/** What is shown of an answer, whether it is stored or still growing. */
export interface ShownAnswer {
  state: Message['state'];
  parts: readonly MessagePart[];
  citations: readonly Citation[];
  /** The n of each mark [n] whose document the reader may not see. */
  withheld: readonly number[];
  /** Tool calls that have begun and not ended. */
  open: FoldedAnswer['open'];
  /** Why a person has paused it. */
  paused: string | null;
  route: Message['route'];
  agent: string | null;
  model: string | null;
  /** Known only to who has read the run's log. */
  reason: string | null;
  flags: readonly string[];
  usage: Usage;
  error: { code: string; message: string } | null;
  text: string;
}

/**
 * A message under way is what its run's log says; one that is stored is what is stored, with what only the log
 * knows. Between the end of the log and the reading of the stored message the log's fold stays.
 */
export function shownAnswer(message: Message, live: FoldedAnswer | null): ShownAnswer {
  const usage = message.usage ? totalUsage([message.usage]) : totalUsage(live?.usage ?? []);
  const extras = { reason: live?.route?.reason ?? null, flags: live?.flags ?? [], usage };
  if (message.state === 'streaming' && live)
    return { ...fromLog(live), ...extras, usage: totalUsage(live.usage) };
  const { state, parts, citations, withheld, route, agent, model, errorCode } = message;
  const error = errorCode ? { code: errorCode, message: live?.error?.message ?? errorCode } : null;
  const text = answerText(parts) || message.text;
  return {
    state,
    parts,
    citations,
    withheld,
    open: [],
    paused: null,
    route,
    agent,
    model,
    error,
    text,
    ...extras,
  };
}

const STATE_OF_END = { done: 'complete', failed: 'failed', cancelled: 'stopped' } as const;

function fromLog(live: FoldedAnswer) {
  const { parts, citations, withheld, open, paused, route, error } = live;
  return {
    state: live.end ? STATE_OF_END[live.end] : ('streaming' as const),
    parts,
    citations,
    withheld,
    open,
    paused,
    route: route?.route ?? null,
    agent: route?.agent ?? null,
    model: live.usage.at(-1)?.model ?? null,
    error,
    text: answerText(parts),
  };
}

/** The sums over all model calls of an answer. */
export function totalUsage(usage: readonly Omit<FoldedAnswer['usage'][number], 'model'>[]): Usage {
  return {
    tokens: usage.reduce((sum, call) => sum + call.inputTokens + call.outputTokens, 0),
    costMicros: usage.reduce((sum, call) => sum + call.costMicros, 0),
  };
}
