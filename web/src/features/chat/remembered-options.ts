import type { TurnOptions } from './turn-options.ts';

const key = (conversationId: string) => `agenticgen.turn.${conversationId}`;

/** What was pinned in a conversation, in this tab. */
export function optionsFor(conversationId: string): TurnOptions {
  try {
    const known: unknown = JSON.parse(sessionStorage.getItem(key(conversationId)) ?? '{}');
    return typeof known === 'object' && known !== null ? (known as TurnOptions) : {};
  } catch {
    return {};
  }
}

export function rememberOptions(conversationId: string, options: TurnOptions): void {
  try {
    sessionStorage.setItem(key(conversationId), JSON.stringify(options));
  } catch {
    // The storage is full or forbidden: the next answer is simply not pinned after a reload.
  }
}
