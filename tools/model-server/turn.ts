/** A request of any protocol, reduced to what a simulated model looks at. */
export type Turn = {
  model: string;
  stream: boolean;
  /** OpenAI's stream_options.include_usage. */
  wantsUsage: boolean;
  system: string;
  /** The text of the last user message. */
  userText: string;
  /** Rounds of tool calls that were answered since that message. */
  rounds: number;
  /** The tool results of the last round. */
  toolResults: string[];
  tools: ToolOffer[];
  /** Length of the request in characters: what the prompt is billed by. */
  promptLength: number;
};

export type ToolOffer = { name: string; schema: JsonSchema };

export type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  minimum?: number;
  minItems?: number;
};

export type ToolCall = { id: string; name: string; input: unknown };

/** What the model answers, before a protocol gives it its form. */
export type Reply = {
  id: string;
  model: string;
  createdAt: number;
  tokens: string[];
  calls: ToolCall[];
  inputTokens: number;
  outputTokens: number;
};

/** One message in order, as far as it decides what the model does next. */
export type Entry = { kind: 'user'; text: string } | { kind: 'results'; texts: string[] };

/** The user's last text and what tools answered since. */
export function foldEntries(entries: Entry[]): Pick<Turn, 'userText' | 'rounds' | 'toolResults'> {
  const last = entries.findLastIndex((entry) => entry.kind === 'user');
  const user = entries[last];
  const rounds = entries.slice(last + 1).filter((entry) => entry.kind === 'results');
  return {
    userText: user?.kind === 'user' ? user.text : '',
    rounds: rounds.length,
    toolResults: rounds.at(-1)?.texts ?? [],
  };
}
