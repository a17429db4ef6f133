import { rulesFor } from '../../../server/src/access/index.ts';
import type { Role } from '../lib/api-types.ts';
import { ME } from './render.tsx';

/** Who is signed in with a role, with the very rules that the server gives to it. */
export function meAs(role: Role): typeof ME {
  const workspace = { ...ME.workspace, role };
  const rules = rulesFor(role, ME.user.id).map((rule) => ({ conditions: null, ...rule }));
  return { ...ME, workspace, workspaces: [workspace], rules: rules as unknown as (typeof ME)['rules'] };
}
