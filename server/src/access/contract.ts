import {
  body,
  createRoute,
  id,
  json,
  line,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';
import { email, MAX_NAME_LENGTH, newPassword, sessionSchema, userSchema } from '../identity/contract.ts';

export const ROLES = [
  'super_admin',
  'admin',
  'moderator',
  'developer',
  'analyst',
  'editor',
  'viewer',
] as const;
export type Role = (typeof ROLES)[number];
const role = z.enum(ROLES);

export const membershipSchema = z.object({ id, name: z.string(), role }).openapi('Membership');

export const meSchema = z
  .object({
    user: userSchema,
    workspace: membershipSchema,
    workspaces: z.array(membershipSchema),
    /** Each of these actions to each of these subjects. The page uses them to hide what is refused. */
    rules: z.array(
      z.object({
        action: z.array(z.string()),
        subject: z.array(z.string()),
        conditions: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .openapi('Me');
export type Me = z.infer<typeof meSchema>;

export const memberSchema = z
  .object({ userId: id, email: z.string(), name: z.string(), role, joinedAt: time })
  .openapi('Member');

export const invitationSchema = z
  .object({ id, email: z.string(), role, createdAt: time, expiresAt: time, acceptedAt: time.nullable() })
  .openapi('Invitation');

export const getSetup = createRoute({
  method: 'get',
  path: '/api/v1/setup',
  tags: ['access'],
  summary: 'Whether the owner account is still to be made',
  security: [],
  responses: { 200: json(z.object({ required: z.boolean(), version: z.string() }), 'State'), ...problems },
});

export const setUp = createRoute({
  method: 'post',
  path: '/api/v1/setup',
  tags: ['access'],
  summary: 'Make the owner account with the one-time code that the console printed',
  security: [],
  request: body(
    z.object({
      code: z.string().trim().min(1).max(64),
      email,
      password: newPassword,
      name: line(MAX_NAME_LENGTH),
      workspace: line(MAX_NAME_LENGTH).optional(),
    }),
  ),
  responses: { 201: json(sessionSchema, 'The owner is made and signed in'), ...problems },
});

export const getMe = createRoute({
  method: 'get',
  path: '/api/v1/me',
  tags: ['access'],
  summary: 'Who you are, your workspaces, and what you may do',
  responses: { 200: json(meSchema, 'You'), ...problems },
});

export const createWorkspace = createRoute({
  method: 'post',
  path: '/api/v1/workspaces',
  tags: ['access'],
  summary: 'Make a workspace; you become its super_admin',
  request: body(z.object({ name: line(MAX_NAME_LENGTH) })),
  responses: { 201: json(membershipSchema, 'Made'), ...problems },
});

export const listMembers = createRoute({
  method: 'get',
  path: '/api/v1/members',
  tags: ['access'],
  summary: 'The members of the workspace',
  request: { query: pageQuery },
  responses: { 200: json(page(memberSchema), 'By user id'), ...problems },
});

export const changeRole = createRoute({
  method: 'patch',
  path: '/api/v1/members/{userId}',
  tags: ['access'],
  summary: 'Change the role of a member',
  request: { params: z.object({ userId: id }), ...body(z.object({ role })) },
  responses: { 200: json(memberSchema, 'Changed'), ...problems },
});

export const removeMember = createRoute({
  method: 'delete',
  path: '/api/v1/members/{userId}',
  tags: ['access'],
  summary: 'Take a member out of the workspace',
  request: { params: z.object({ userId: id }) },
  responses: { 204: noContent, ...problems },
});

export const listInvitations = createRoute({
  method: 'get',
  path: '/api/v1/invitations',
  tags: ['access'],
  summary: 'Invitations of the workspace',
  request: { query: pageQuery },
  responses: { 200: json(page(invitationSchema), 'Newest first'), ...problems },
});

export const invite = createRoute({
  method: 'post',
  path: '/api/v1/invitations',
  tags: ['access'],
  summary: 'Invite somebody; the token of the link is shown this once',
  request: body(z.object({ email, role })),
  responses: { 201: json(invitationSchema.extend({ token: z.string() }), 'Invited'), ...problems },
});

export const revokeInvitation = createRoute({
  method: 'delete',
  path: '/api/v1/invitations/{id}',
  tags: ['access'],
  summary: 'Take an invitation back',
  request: { params: z.object({ id }) },
  responses: { 204: noContent, ...problems },
});

export const acceptInvitation = createRoute({
  method: 'post',
  path: '/api/v1/invitations/acceptance',
  tags: ['access'],
  summary: 'Join with an invitation; an existing user proves the password',
  security: [],
  request: body(
    z.object({ token: z.string().min(1).max(200), name: line(MAX_NAME_LENGTH), password: newPassword }),
  ),
  responses: { 201: json(sessionSchema, 'Joined and signed in'), ...problems },
});
