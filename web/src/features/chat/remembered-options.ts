import type { TurnOptions } from './turn-options.ts';

const key = (conversationId: string) => `agenticgen.turn.${conversationId}`;

/** What was pinned in a conversation, in this tab. */
export function optionsFor(conversationId: string): TurnOptions {
  try {
    return JSON.parse(sessionStorage.getItem(key(conversationId)) ?? '{}') as TurnOptions;
  } catch {
    return {};
  }
}

export function rememberOptions(conversationId: string, options: TurnOptions): void {
  sessionStorage.setItem(key(conversationId), JSON.stringify(options));
}
