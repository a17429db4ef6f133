import { defineErrors } from '../problem/index.ts';

export const accessErrors = defineErrors({
  not_found: {
    status: 404,
    message: (kind: string) =>
      `Cannot find ${kind.toLowerCase()}: there is none with this id that you may see`,
  },
  forbidden: {
    status: 403,
    message: (verb: string, kind: string, role: string) =>
      `Cannot ${verb} ${kind.toLowerCase()}: your role is ${role}, which does not include it`,
  },
  workspace_unknown: {
    status: 403,
    message: () => 'Cannot enter workspace: you are not a member of the one named in X-Workspace-Id',
  },
  setup_done: {
    status: 409,
    message: () => 'Cannot set up: the owner account exists already',
  },
  setup_code_wrong: {
    status: 403,
    message: () => 'Cannot set up: the code is not the one that the console printed',
  },
  invitation_invalid: {
    status: 404,
    message: () => 'Cannot join: the invitation is expired, used, taken back or not ours',
  },
  already_member: {
    status: 409,
    message: () => 'Cannot join: the account is a member of this workspace already',
  },
  role_too_high: {
    status: 403,
    message: (role: string) => `Cannot give role: ${role} is above your own`,
  },
  last_super_admin: {
    status: 409,
    message: () => 'Cannot change member: a workspace needs at least one super_admin',
  },
});
