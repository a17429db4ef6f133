import type { Route } from '../../lib/api-types.ts';

export const ROUTES: readonly Route[] = ['agent', 'knowledge', 'code'];

/** What the person pinned for the next answers; empty means that the server decides. */
export interface TurnOptions {
  agent?: string | undefined;
  route?: Route | undefined;
  model?: string | undefined;
}

/** Without the choices that are open. */
export function pinned({ agent, route, model }: TurnOptions): TurnOptions {
  return { ...(agent ? { agent } : {}), ...(route ? { route } : {}), ...(model ? { model } : {}) };
}
