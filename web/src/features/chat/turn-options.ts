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

/** What may be chosen now; undefined where it has not been read yet. */
export interface Offered {
  agents: readonly { id: string }[] | undefined;
  models: readonly { id: string }[] | undefined;
}

/** Without what is no longer offered: an agent that was disabled since, a model that was removed. */
export function stillOffered(options: TurnOptions, { agents, models }: Offered): TurnOptions {
  const isGone = (list: readonly { id: string }[] | undefined, id: string | undefined) =>
    id !== undefined && list !== undefined && !list.some((one) => one.id === id);
  const { agent, route, model } = options;
  const gone = {
    agent: isGone(agents, agent),
    route: route !== undefined && !ROUTES.includes(route),
    model: isGone(models, model),
  };
  if (!gone.agent && !gone.route && !gone.model) return options;
  return pinned({
    agent: gone.agent ? undefined : agent,
    route: gone.route ? undefined : route,
    model: gone.model ? undefined : model,
  });
}
