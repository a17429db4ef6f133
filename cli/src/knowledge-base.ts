import { CommandError } from './command.ts';
import type { ServerClient } from './server-client.ts';

export interface BaseLine {
  id: string;
  name: string;
  documents: number;
}

const PAGE = 200;

/** All bases that the key sees, the newest first. */
export async function basesOf(client: ServerClient): Promise<BaseLine[]> {
  const bases: BaseLine[] = [];
  let cursor: string | null | undefined;
  do {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = await client.call<{ items: BaseLine[]; next?: string | null }>(
      'GET',
      `/api/v1/knowledge/bases?limit=${PAGE}${after}`,
    );
    bases.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return bases;
}

/** By its id, or by a name that one base alone has. */
export async function baseOf(client: ServerClient, wanted: string): Promise<BaseLine> {
  const bases = await basesOf(client);
  const byId = bases.find(({ id }) => id === wanted);
  if (byId) return byId;
  const [named, another] = bases.filter(({ name }) => name === wanted);
  if (another)
    throw new CommandError(`Cannot find base: several are called "${wanted}"; name it by its id`, 1);
  if (!named) throw new CommandError(`Cannot find base "${wanted}": there is none of this id or name`, 1);
  return named;
}
