import type { Role } from '../../lib/api-types.ts';

/** Roles with the server's ranks: nobody gives one above the own. */
const RANKS: Record<Role, number> = {
  viewer: 0,
  editor: 1,
  analyst: 1,
  developer: 2,
  moderator: 3,
  admin: 4,
  super_admin: 5,
};

/** The roles that somebody of a role may give. */
export function rolesUpTo(own: Role): Role[] {
  return (Object.keys(RANKS) as Role[]).filter((role) => RANKS[role] <= RANKS[own]);
}
