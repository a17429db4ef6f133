import type { MiddlewareHandler } from 'hono';
import type { AccessVariables } from '../access/index.ts';
import { removeSecretsIn } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { HttpVariables } from '../http/index.ts';
import type { Audit, AuditDraft } from './audit.ts';

interface AuditedRequest {
  action: string;
  method: string;
  /** Its groups: what it is done to, and to whom. Without: the field `subject` of the body. */
  path: RegExp;
  subject?: string;
  /** What of the body is kept. Passwords, tokens and what people write are never among it. */
  fields?: readonly string[];
}

const one = (
  action: string,
  method: string,
  path: RegExp,
  more: Pick<AuditedRequest, 'subject' | 'fields'> = {},
): AuditedRequest => ({ action, method, path, ...more });

const API = '/api/v1';
const at = (path: string) => new RegExp(`^${API}/${path.replaceAll('*', '([^/]+)')}$`);

/** Requests that change who may do what, and what tools may do. */
export const AUDITED: readonly AuditedRequest[] = [
  one('session.begin', 'POST', at('sessions'), { subject: 'email' }),
  one('session.end', 'DELETE', at('sessions/current')),
  one('member.set-up', 'POST', at('setup'), { subject: 'email' }),
  one('member.create-workspace', 'POST', at('workspaces'), { subject: 'name' }),
  one('member.join', 'POST', at('invitations/acceptance'), { subject: 'name' }),
  one('member.invite', 'POST', at('invitations'), { subject: 'email', fields: ['role'] }),
  one('member.uninvite', 'DELETE', at('invitations/*')),
  one('member.change-role', 'PATCH', at('members/*'), { fields: ['role'] }),
  one('member.remove', 'DELETE', at('members/*')),
  one('key.create', 'POST', at('keys'), { subject: 'name' }),
  one('key.delete', 'DELETE', at('keys/*')),
  one('tool.set-policy', 'PUT', at('tool-policy'), { fields: ['askEffects', 'askRisks'] }),
  one('tool.set-code-policy', 'PUT', at('code-policy'), {
    fields: ['askFrom', 'refuseFrom', 'unscannable', 'egressHosts'],
  }),
  one('tool.set-rules', 'PUT', at('tools/*/settings'), {
    fields: [
      'enabled',
      'approval',
      'risk',
      'timeoutMs',
      'retries',
      'ratePerMinute',
      'cacheTtlMs',
      'costMicros',
    ],
  }),
  one('tool.approve', 'PUT', at('tools/*/approval'), { fields: ['version'] }),
  one('tool.connect', 'POST', at('tool-sources'), {
    subject: 'name',
    fields: ['kind', 'baseUrl', 'operations'],
  }),
  one('tool.renew', 'PUT', at('tool-sources/*/document')),
  one('tool.refresh', 'POST', at('tool-sources/*/refreshes')),
  one('tool.set-authorization', 'PUT', at('tool-sources/*/auth'), { fields: ['kind'] }),
  one('tool.authorize', 'PUT', at('tool-sources/*/authorization')),
  one('tool.approve-all', 'PUT', at('tool-sources/*/approvals'), { fields: ['tools'] }),
  one('tool.disconnect', 'DELETE', at('tool-sources/*')),
  one('tool.register-database', 'POST', at('sql-connections'), { subject: 'name', fields: ['place'] }),
  one('tool.change-database', 'PUT', at('sql-connections/*'), { fields: ['name', 'place'] }),
  one('tool.forget-database', 'DELETE', at('sql-connections/*')),
  one('knowledge.share-base', 'PATCH', at('knowledge/bases/*'), { fields: ['visibility'] }),
  one('knowledge.grant-base', 'PUT', at('knowledge/bases/*/grants/*'), { fields: ['verb'] }),
  one('knowledge.take-base', 'DELETE', at('knowledge/bases/*/grants/*')),
  one('knowledge.share-document', 'PATCH', at('knowledge/bases/*/documents/*'), { fields: ['visibility'] }),
  one('knowledge.grant-document', 'PUT', at('knowledge/bases/*/documents/*/grants/*'), { fields: ['verb'] }),
  one('knowledge.take-document', 'DELETE', at('knowledge/bases/*/documents/*/grants/*')),
  one('knowledge.edit-passages', 'PUT', at('knowledge/bases/*/documents/*/edits/*'), { fields: ['last'] }),
  one('knowledge.undo-edit', 'DELETE', at('knowledge/bases/*/documents/*/edits/*')),
  one('approval.vote', 'POST', at('approvals/*/votes'), { fields: ['vote'] }),
];

/** Refusals that say that somebody tried what they may not. */
const REFUSED = new Set([401, 403]);

type Env = { Variables: HttpVariables & AccessVariables };

/**
 * Writes what was done into the log before the caller is told that it was: an answer that arrived has its entry. Where
 * the log cannot be written, the caller is told of a failure.
 */
export function auditRequests({ db, audit }: { db: Database; audit: Audit }): MiddlewareHandler<Env> {
  return async function auditRequests(c, next) {
    const { method, path } = c.req;
    const audited = AUDITED.find((known) => known.method === method && known.path.test(path));
    if (!audited) return next();
    await next();
    const { status } = c.res;
    if (status >= 400 && !REFUSED.has(status)) return;
    const body: Record<string, unknown> = await c.req.json().catch(() => ({}));
    const principal = c.get('principal') as AccessVariables['principal'] | undefined;
    const draft = draftOf(audited, path, body, status < 400 ? 'done' : 'refused');
    const { workspaceId = null, userId = null } = principal ?? {};
    const actorId = userId ?? (await userOf(db, body['email']));
    await audit.append([{ ...draft, workspaceId, actorId }]);
  };
}

function draftOf(
  { action, path, subject, fields = [] }: AuditedRequest,
  asked: string,
  body: Record<string, unknown>,
  outcome: AuditDraft['outcome'],
): Omit<AuditDraft, 'workspaceId' | 'actorId'> {
  const groups = path.exec(asked)?.slice(1) ?? [];
  const named = groups.length > 0 ? groups.join('/') : subject === undefined ? '' : body[subject];
  const kept = fields.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]);
  const details = removeSecretsIn(Object.fromEntries(kept)) as object;
  return { action, subject: String(named ?? ''), outcome, details };
}

/** Whose address it is that somebody signs in with. */
async function userOf(db: Database, email: unknown): Promise<string | null> {
  if (typeof email !== 'string') return null;
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst();
  return row?.id ?? null;
}
