import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Role } from './access/contract.ts';
import { type Client, clientOf, type Reply, type TestApp, testApp } from './testing/app.ts';

/** The columns of the grid, from the left to the right. */
const COLUMNS = [
  'viewer',
  'editor',
  'analyst',
  'developer',
  'moderator',
  'admin',
  'super_admin',
] as const satisfies Role[];

/** What stands for a part of a path: made by the owner, anew for each call that may change it. */
type Make = (owner: Client) => Promise<string>;

interface Row {
  route: string;
  /** One letter for each role: "y" may, "f" is forbidden, "n" is told that there is no such thing. */
  roles: string;
  body?: unknown;
  /** Fills {id}. */
  make?: Make;
  /** Fills the second parameter of a path. */
  inner?: string;
}

const NOBODY = '0199a000-0000-7000-8000-00000000dead';
let made = 0;
const fresh = (name: string) => `${name}-${++made}`;
const idOf = async (client: Client, path: string, body: unknown): Promise<string> =>
  (await client.call<{ id: string }>('POST', path, body)).body.id;

const base: Make = (owner) => idOf(owner, '/api/v1/knowledge/bases', { name: 'Base' });
const provider: Make = (owner) =>
  idOf(owner, '/api/v1/model-providers', { kind: 'openai', name: 'P', key: 'sk-none' });
const invitation: Make = (owner) =>
  idOf(owner, '/api/v1/invitations', { email: 'guest@example.org', role: 'viewer' });
const model: Make = async (owner) => {
  const providerId = await provider(owner);
  return idOf(owner, '/api/v1/models', { providerId, name: fresh('M'), wireName: fresh('m') });
};
const member: Make = async (owner) => {
  const email = `${fresh('member')}@example.org`;
  const { body } = await owner.call('POST', '/api/v1/invitations', { email, role: 'viewer' });
  const joining = { token: body.token, name: 'Member', password: 'a long password' };
  await owner.call('POST', '/api/v1/invitations/acceptance', joining);
  const members = await owner.call<{ items: { userId: string; email: string }[] }>(
    'GET',
    '/api/v1/members?limit=200',
  );
  return members.body.items.find((one) => one.email === email)?.userId ?? '';
};
const privateConversation: Make = (owner) => idOf(owner, '/api/v1/conversations', {});
const sharedConversation: Make = async (owner) => {
  const id = await privateConversation(owner);
  await owner.call('PATCH', `/api/v1/conversations/${id}`, { visibility: 'workspace' });
  return id;
};
const nobody: Make = async () => NOBODY;

const WORKFLOW = '/api/v1/workflows/{id}';
const DEFINITION = { definition: { name: 'W', nodes: [{ id: 'a', type: 'value', value: 1 }] } };
const HOURLY = { kind: 'cron', expression: '@hourly' };
const workflow: Make = (owner) => idOf(owner, '/api/v1/workflows', DEFINITION);
const budget: Make = (owner) =>
  idOf(owner, '/api/v1/budgets', { kind: 'user', subjectId: fresh('somebody'), limits: { steps: 5 } });
const AGENT = { name: 'Own', instructions: 'Be brief.' };
const agent: Make = (owner) => idOf(owner, '/api/v1/agents', AGENT);
const SOURCE = {
  ...{ kind: 'openapi', name: 'api', baseUrl: 'https://api.example.org', operations: ['GET /a'] },
  document: {
    text: JSON.stringify({
      ...{ openapi: '3.1.0', info: { title: 'A', version: '1' } },
      paths: { '/a': { get: { responses: { 200: { description: 'ok' } } } } },
    }),
  },
};
/** One at a time: a workspace has so many at most. */
const source: Make = async (owner) => {
  const { body } = await owner.call<{ items: { id: string; name: string }[] }>('GET', '/api/v1/tool-sources');
  const known = body.items.find(({ name }) => name === 'made');
  return known?.id ?? idOf(owner, '/api/v1/tool-sources', { ...SOURCE, name: 'made' });
};
const DATABASE = { name: 'shop', place: { kind: 'sqlite', file: 'shop.db' } };
const SQL = '/api/v1/sql-connections';
/** One at a time, like sources. */
const database: Make = async (owner) => {
  const { body } = await owner.call<{ items: { id: string; name: string }[] }>('GET', SQL);
  const known = body.items.find(({ name }) => name === 'made');
  return known?.id ?? idOf(owner, SQL, { ...DATABASE, name: 'made' });
};
const CONVERSATION = '/api/v1/conversations/{id}';
const BASE = '/api/v1/knowledge/bases/{id}';
const SET = `${BASE}/question-sets/{setId}`;
const PROVIDER = '/api/v1/model-providers/{id}';
const none = { query: 'x' };
/** A closed port of this machine, which is refused anyway. */
const WEB_SOURCE = { settings: { kind: 'web', address: 'http://127.0.0.1:1/' } };

const GRID: readonly Row[] = [
  { route: 'GET /api/v1/me', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/workspaces', roles: 'ffffffy', body: { name: 'Second' } },
  { route: 'GET /api/v1/members', roles: 'yyyyyyy' },
  { route: 'PATCH /api/v1/members/{userId}', roles: 'fffffyy', body: { role: 'editor' }, make: member },
  { route: 'DELETE /api/v1/members/{userId}', roles: 'fffffyy', make: member },
  { route: 'GET /api/v1/invitations', roles: 'ffffyyy' },
  {
    route: 'POST /api/v1/invitations',
    roles: 'ffffyyy',
    body: { email: 'guest@example.org', role: 'viewer' },
  },
  { route: 'DELETE /api/v1/invitations/{id}', roles: 'nnnnfyy', make: invitation },
  { route: 'GET /api/v1/agents', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/agents', roles: 'fffyfyy', body: AGENT },
  { route: 'PUT /api/v1/agents/{id}', roles: 'fffyfyy', body: AGENT, make: agent },
  { route: 'PUT /api/v1/agents/{id}/state', roles: 'fffyfyy', body: { state: 'draining' }, make: agent },
  { route: 'DELETE /api/v1/agents/{id}', roles: 'fffyfyy', make: agent },
  { route: 'GET /api/v1/agents/{id}/versions', roles: 'yyyyyyy', make: agent },
  {
    route: 'PUT /api/v1/agents/{id}/version',
    roles: 'fffyfyy',
    body: { version: 1 },
    make: agent,
  },
  { route: 'GET /api/v1/agents/{id}/work', roles: 'yyyyyyy', make: agent },
  { route: 'GET /api/v1/agents/{id}/statistics', roles: 'yyyyyyy', make: agent },
  { route: 'POST /api/v1/agent-matches', roles: 'yyyyyyy', body: { task: 'plot a table' } },
  { route: 'GET /api/v1/agents/{id}', roles: 'yyyyyyy', make: async () => 'code' },
  { route: 'GET /api/v1/workflows', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/workflows', roles: 'fffyfyy', body: DEFINITION },
  { route: 'POST /api/v1/workflow-validations', roles: 'yyyyyyy', body: DEFINITION },
  { route: 'GET /api/v1/workflow-schema', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/workflow-state', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/workflow-templates', roles: 'yyyyyyy' },
  { route: `GET ${WORKFLOW}`, roles: 'yyyyyyy', make: workflow },
  { route: `PUT ${WORKFLOW}`, roles: 'fffyfyy', body: DEFINITION, make: workflow },
  { route: `DELETE ${WORKFLOW}`, roles: 'fffyfyy', make: workflow },
  { route: `GET ${WORKFLOW}/versions`, roles: 'yyyyyyy', make: workflow },
  { route: `GET ${WORKFLOW}/diff?from=1&to=1`, roles: 'yyyyyyy', make: workflow },
  { route: `GET ${WORKFLOW}/export`, roles: 'yyyyyyy', make: workflow },
  { route: `POST ${WORKFLOW}/runs`, roles: 'fyyyyyy', body: {}, make: workflow },
  { route: 'GET /api/v1/workflow-runs', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/workflow-runs/{id}', roles: 'nnnnnnn', make: nobody },
  { route: 'GET /api/v1/workflow-runs/{id}/node?path=a', roles: 'nnnnnnn', make: nobody },
  {
    route: 'POST /api/v1/workflow-runs/{id}/signals',
    roles: 'nnnnnnn',
    body: { signal: 's' },
    make: nobody,
  },
  { route: 'PUT /api/v1/workflow-runs/{id}/pause', roles: 'nnnnnnn', make: nobody },
  { route: 'DELETE /api/v1/workflow-runs/{id}/pause', roles: 'nnnnnnn', make: nobody },
  {
    route: 'POST /api/v1/workflow-runs/{id}/retries',
    roles: 'nnnnnnn',
    body: { node: 'a' },
    make: nobody,
  },
  { route: 'GET /api/v1/executions', roles: 'ffyyyyy' },
  { route: 'GET /api/v1/code-sessions', roles: 'ffyyyyy' },
  { route: 'POST /api/v1/code-sessions', roles: 'ffyyyyy', body: { language: 'python' } },
  { route: 'DELETE /api/v1/code-sessions/{id}', roles: 'ffyyyyy', make: nobody },
  { route: 'GET /api/v1/executions/{id}', roles: 'nnnnnnn', make: nobody },
  { route: 'POST /api/v1/workflow-runs/{id}/forks', roles: 'nnnnnnn', body: { after: 1 }, make: nobody },
  {
    route: 'POST /api/v1/workflow-runs/{id}/replays',
    roles: 'nnnnnnn',
    body: { version: 1 },
    make: nobody,
  },
  { route: 'GET /api/v1/schedules', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/schedule-previews', roles: 'yyyyyyy', body: { timing: HOURLY } },
  { route: `POST ${WORKFLOW}/schedules`, roles: 'fyyyyyy', body: { timing: HOURLY }, make: workflow },
  { route: `GET ${WORKFLOW}/schedules`, roles: 'yyyyyyy', make: workflow },
  {
    route: `PATCH ${WORKFLOW}/schedules/{scheduleId}`,
    roles: 'fyyyyyy',
    body: { enabled: false },
    make: workflow,
    inner: NOBODY,
  },
  { route: `DELETE ${WORKFLOW}/schedules/{scheduleId}`, roles: 'fyyyyyy', make: workflow, inner: NOBODY },
  { route: `POST ${WORKFLOW}/triggers`, roles: 'fyyyyyy', body: { kind: 'webhook' }, make: workflow },
  { route: `GET ${WORKFLOW}/triggers`, roles: 'yyyyyyy', make: workflow },
  { route: 'GET /api/v1/triggers', roles: 'yyyyyyy' },
  { route: `GET ${WORKFLOW}/triggers/{triggerId}/receipts`, roles: 'yyyyyyy', make: workflow, inner: NOBODY },
  {
    route: `PUT ${WORKFLOW}/triggers/{triggerId}/enablement`,
    roles: 'fyyyyyy',
    make: workflow,
    inner: NOBODY,
  },
  {
    route: `DELETE ${WORKFLOW}/triggers/{triggerId}/enablement`,
    roles: 'fyyyyyy',
    make: workflow,
    inner: NOBODY,
  },
  { route: `DELETE ${WORKFLOW}/triggers/{triggerId}`, roles: 'fyyyyyy', make: workflow, inner: NOBODY },
  { route: 'GET /api/v1/approvals', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/approval-count', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/approvals/{id}', roles: 'nnnnnnn', make: nobody },
  {
    route: 'POST /api/v1/approvals/{id}/votes',
    roles: 'nnnnnnn',
    body: { vote: 'approve', payloadHash: 'h' },
    make: nobody,
  },
  { route: 'GET /api/v1/budgets', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/budget-waits', roles: 'yyyyyyy' },
  {
    route: 'POST /api/v1/budgets',
    roles: 'fffffyy',
    body: { kind: 'workspace', limits: { tokens: 1_000_000 } },
  },
  { route: 'GET /api/v1/budgets/{id}', roles: 'nnnnnyy', make: budget },
  { route: 'PUT /api/v1/budgets/{id}/limits', roles: 'nnnnnyy', body: { steps: 9 }, make: budget },
  { route: 'DELETE /api/v1/budgets/{id}', roles: 'nnnnnyy', make: budget },
  { route: 'GET /api/v1/tools/{name}', roles: 'yyyyyyy', inner: 'read_file' },
  { route: 'GET /api/v1/tools/{name}/versions', roles: 'yyyyyyy', inner: 'read_file' },
  { route: 'GET /api/v1/tools/{name}/statistics', roles: 'yyyyyyy', inner: 'read_file' },
  { route: 'PUT /api/v1/tools/{name}/settings', roles: 'fffffyy', body: {}, inner: 'read_file' },
  {
    route: 'POST /api/v1/tools/{name}/runs',
    roles: 'fyyyyyy',
    body: { arguments: { name: 'none.txt' } },
    inner: 'read_file',
  },
  {
    route: 'PUT /api/v1/tools/{name}/approval',
    roles: 'fffffyy',
    body: { version: 1 },
    inner: 'read_file',
  },
  { route: 'GET /api/v1/tool-sources', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/tool-sources', roles: 'fffffyy', body: SOURCE },
  {
    route: 'POST /api/v1/openapi-previews',
    roles: 'fffffyy',
    body: { document: SOURCE.document },
  },
  {
    route: 'PUT /api/v1/tool-sources/{id}/document',
    roles: 'fffffyy',
    body: { document: SOURCE.document },
    make: source,
  },
  { route: 'PUT /api/v1/tool-sources/{id}/auth', roles: 'fffffyy', body: { kind: 'none' }, make: source },
  { route: 'POST /api/v1/tool-sources/{id}/refreshes', roles: 'fffffyy', make: source },
  {
    route: 'PUT /api/v1/tool-sources/{id}/approvals',
    roles: 'fffffyy',
    body: { tools: [{ name: 'none', version: 1 }] },
    make: source,
  },
  {
    route: 'POST /api/v1/tool-sources/{id}/authorization',
    roles: 'fffffyy',
    body: { returnTo: 'https://example.org/' },
    make: source,
  },
  {
    route: 'PUT /api/v1/tool-sources/{id}/authorization',
    roles: 'fffffyy',
    body: { code: 'c', state: 's' },
    make: source,
  },
  { route: 'DELETE /api/v1/tool-sources/{id}', roles: 'fffffyy', make: source },
  { route: 'GET /api/v1/audit', roles: 'fffffyy' },
  { route: `GET ${SQL}`, roles: 'yyyyyyy' },
  { route: `POST ${SQL}`, roles: 'fffffyy', body: DATABASE },
  {
    route: `PUT ${SQL}/{id}`,
    roles: 'fffffyy',
    body: { ...DATABASE, name: 'made' },
    make: database,
  },
  { route: `POST ${SQL}/{id}/tests`, roles: 'fffffyy', make: database },
  { route: `DELETE ${SQL}/{id}`, roles: 'fffffyy', make: database },
  { route: 'GET /api/v1/tool-policy', roles: 'yyyyyyy' },
  {
    route: 'PUT /api/v1/tool-policy',
    roles: 'fffffyy',
    body: { askEffects: [], askRisks: ['high'] },
  },
  { route: 'GET /api/v1/code-policy', roles: 'yyyyyyy' },
  {
    route: 'PUT /api/v1/code-policy',
    roles: 'fffffyy',
    body: { askFrom: 'never', refuseFrom: 'never', unscannable: 'allow' },
  },
  { route: 'GET /api/v1/tools', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/sandbox', roles: 'yyyyyyy' },
  {
    route: 'POST /api/v1/executions',
    roles: 'ffyyyyy',
    body: { language: 'javascript', code: '1', limits: { wallMs: 2_000 } },
  },
  { route: 'GET /api/v1/runs', roles: 'yyyyyyy' },
  { route: 'GET /api/v1/runs/{id}', roles: 'nnnnnnn', make: nobody },
  { route: 'GET /api/v1/runs/{id}/events', roles: 'nnnnnnn', make: nobody },
  { route: 'PUT /api/v1/runs/{id}/cancellation', roles: 'nnnnnnn', make: nobody },
  { route: 'PUT /api/v1/runs/{id}/pause', roles: 'nnnnnnn', make: nobody },
  { route: 'DELETE /api/v1/runs/{id}/pause', roles: 'nnnnnnn', make: nobody },
  { route: 'GET /api/v1/files/{id}/content', roles: 'nnnnnnn', make: nobody },
  { route: 'GET /api/v1/conversations', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/conversations', roles: 'fyyyyyy', body: {} },
  { route: `GET ${CONVERSATION}`, roles: 'yyyyyyy', make: sharedConversation },
  { route: `GET ${CONVERSATION}`, roles: 'nnnnnnn', make: privateConversation },
  { route: `PATCH ${CONVERSATION}`, roles: 'fffffff', body: { title: 'T' }, make: sharedConversation },
  { route: `PATCH ${CONVERSATION}`, roles: 'nnnnnnn', body: { title: 'T' }, make: privateConversation },
  { route: `DELETE ${CONVERSATION}`, roles: 'ffffyyy', make: sharedConversation },
  { route: `DELETE ${CONVERSATION}`, roles: 'nnnnnnn', make: privateConversation },
  { route: `GET ${CONVERSATION}/messages`, roles: 'yyyyyyy', make: sharedConversation },
  { route: `GET ${CONVERSATION}/messages`, roles: 'nnnnnnn', make: privateConversation },
  {
    route: `POST ${CONVERSATION}/messages`,
    roles: 'fffffff',
    body: { text: 'hello' },
    make: sharedConversation,
  },
  {
    route: `POST ${CONVERSATION}/messages/{messageId}/regeneration`,
    roles: 'fffffff',
    body: {},
    make: sharedConversation,
    inner: NOBODY,
  },
  { route: 'GET /api/v1/knowledge/bases', roles: 'yyyyyyy' },
  { route: 'POST /api/v1/knowledge/bases', roles: 'fyyyyyy', body: { name: 'Base' } },
  { route: `GET ${BASE}`, roles: 'yyyyyyy', make: base },
  { route: `PATCH ${BASE}`, roles: 'fyyyyyy', body: { name: 'New' }, make: base },
  { route: `DELETE ${BASE}`, roles: 'fyfyyyy', make: base },
  { route: `POST ${BASE}/search`, roles: 'yyyyyyy', body: none, make: base },
  { route: `POST ${BASE}/explanations`, roles: 'yyyyyyy', body: none, make: base },
  { route: `GET ${BASE}/documents`, roles: 'yyyyyyy', make: base },
  { route: `GET ${BASE}/document-counts`, roles: 'yyyyyyy', make: base },
  { route: `GET ${BASE}/documents/{documentId}`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${BASE}/documents/{documentId}/passages`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  {
    route: `PATCH ${BASE}/documents/{documentId}`,
    roles: 'fnnnnnn',
    body: { visibility: 'private' },
    make: base,
    inner: NOBODY,
  },
  { route: `GET ${BASE}/documents/{documentId}/inspection`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  {
    route: `PUT ${BASE}/documents/{documentId}/edits/{first}`,
    roles: 'fnnnnnn',
    body: { last: 1, passages: [] },
    make: base,
    inner: '1',
  },
  { route: `DELETE ${BASE}/documents/{documentId}/edits/{first}`, roles: 'fnnnnnn', make: base, inner: '1' },
  { route: `GET ${BASE}/documents/{documentId}/versions`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  {
    route: `POST ${BASE}/documents/{documentId}/versions/{number}/restoration`,
    roles: 'fnnnnnn',
    make: base,
    inner: '1',
  },
  {
    route: `PUT ${BASE}/documents/{documentId}/cancellation`,
    roles: 'fnnnnnn',
    make: base,
    inner: NOBODY,
  },
  { route: `POST ${BASE}/documents/{documentId}/retries`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `PUT ${BASE}/cancellation`, roles: 'fyyyyyy', make: base },
  { route: `POST ${BASE}/retries`, roles: 'fyyyyyy', make: base },
  { route: `GET ${BASE}/grants`, roles: 'ffffyyy', make: base },
  {
    route: `PUT ${BASE}/grants/{userId}`,
    roles: 'ffffnnn',
    body: { verb: 'read' },
    make: base,
    inner: NOBODY,
  },
  { route: `DELETE ${BASE}/grants/{userId}`, roles: 'ffffyyy', make: base, inner: NOBODY },
  { route: `GET ${BASE}/documents/{documentId}/grants`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  {
    route: `PUT ${BASE}/documents/{documentId}/grants/{userId}`,
    roles: 'fnnnnnn',
    body: { verb: 'read' },
    make: base,
    inner: NOBODY,
  },
  {
    route: `DELETE ${BASE}/documents/{documentId}/grants/{userId}`,
    roles: 'fnnnnnn',
    make: base,
    inner: NOBODY,
  },
  { route: `DELETE ${BASE}/documents/{documentId}`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `POST ${BASE}/uploads`, roles: 'fyyyyyy', make: base },
  { route: `GET ${BASE}/uploads/{uploadId}`, roles: 'fyyyyyy', make: base, inner: NOBODY },
  { route: `PATCH ${BASE}/uploads/{uploadId}`, roles: 'fyyyyyy', make: base, inner: NOBODY },
  { route: `DELETE ${BASE}/uploads/{uploadId}`, roles: 'fyyyyyy', make: base, inner: NOBODY },
  { route: `POST ${BASE}/uploads/{uploadId}/document`, roles: 'fyyyyyy', make: base, inner: NOBODY },
  {
    route: `POST ${BASE}/folder-comparisons`,
    roles: 'fyyyyyy',
    body: { files: [] },
    make: base,
  },
  { route: `GET ${BASE}/question-sets`, roles: 'yyyyyyy', make: base },
  { route: `POST ${BASE}/question-sets`, roles: 'fyyyyyy', body: { name: 'Set' }, make: base },
  { route: `GET ${SET}`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `PATCH ${SET}`, roles: 'fnnnnnn', body: { name: 'Set' }, make: base, inner: NOBODY },
  { route: `DELETE ${SET}`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${SET}/questions`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `POST ${SET}/questions`, roles: 'fnnnnnn', body: { text: 'Q?' }, make: base, inner: NOBODY },
  {
    route: `PUT ${SET}/questions/{questionId}`,
    roles: 'fnnnnnn',
    body: { text: 'Q?' },
    make: base,
    inner: NOBODY,
  },
  { route: `DELETE ${SET}/questions/{questionId}`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  {
    route: `POST ${SET}/import`,
    roles: 'fnnnnnn',
    body: { format: 'json', text: '[]' },
    make: base,
    inner: NOBODY,
  },
  { route: `GET ${SET}/suggestions`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${SET}/evaluations`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `POST ${SET}/evaluations`, roles: 'fnnnnnn', body: {}, make: base, inner: NOBODY },
  { route: `GET ${SET}/evaluations/{evaluationId}`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${SET}/evaluations/{evaluationId}/results`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `DELETE ${SET}/evaluations/{evaluationId}`, roles: 'nnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${BASE}/embedding`, roles: 'fffffyy', make: base },
  { route: `PUT ${BASE}/reranker`, roles: 'fffffyy', body: { model: null }, make: base },
  { route: `PUT ${BASE}/embedding`, roles: 'fffffyy', body: { model: null }, make: base },
  { route: `GET ${BASE}/sources`, roles: 'fyyyyyy', make: base },
  { route: `POST ${BASE}/sources`, roles: 'fyyyyyy', body: WEB_SOURCE, make: base },
  { route: `GET ${BASE}/sources/{sourceId}`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `PATCH ${BASE}/sources/{sourceId}`, roles: 'fnnnnnn', body: {}, make: base, inner: NOBODY },
  { route: `DELETE ${BASE}/sources/{sourceId}`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `POST ${BASE}/sources/{sourceId}/syncs`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: `GET ${BASE}/sources/{sourceId}/items`, roles: 'fnnnnnn', make: base, inner: NOBODY },
  { route: 'GET /api/v1/model-providers', roles: 'fffffyy' },
  {
    route: 'POST /api/v1/model-providers',
    roles: 'fffffyy',
    body: { kind: 'openai', name: 'P', key: 'sk-none' },
  },
  { route: `PATCH ${PROVIDER}`, roles: 'fffffyy', body: { name: 'Q' }, make: provider },
  { route: `DELETE ${PROVIDER}`, roles: 'fffffyy', make: provider },
  { route: `POST ${PROVIDER}/test`, roles: 'nnnnnnn', body: { wireName: 'm' }, make: nobody },
  { route: 'GET /api/v1/models', roles: 'yyyyyyy' },
  {
    route: 'POST /api/v1/models',
    roles: 'nnnnnnn',
    body: { providerId: NOBODY, name: 'M', wireName: 'm' },
  },
  { route: 'DELETE /api/v1/models/{id}', roles: 'fffffyy', make: model },
  { route: 'PUT /api/v1/models/{id}/default', roles: 'fffffyy', make: async () => 'offline' },
  { route: 'GET /api/v1/models/usage', roles: 'fffffyy' },
  { route: 'GET /v1/models', roles: 'yyyyyyy' },
  {
    route: 'POST /v1/chat/completions',
    roles: 'fyyyyyy',
    body: { model: 'offline', messages: [{ role: 'user', content: 'hello' }] },
  },
];

/** Routes of the caller's own account, and those that stand before signing in: no role decides them. */
const WITHOUT_ROLE = new Set([
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/v1/invitations/acceptance',
  'POST /api/v1/hooks/{id}',
  'POST /api/v1/sessions',
  'POST /api/v1/sessions/refresh',
  'DELETE /api/v1/sessions/current',
  'PATCH /api/v1/me',
  'GET /api/v1/keys',
  'POST /api/v1/keys',
  'DELETE /api/v1/keys/{id}',
]);

/** Multipart, so asked by themselves below. */
const UPLOADS: readonly Row[] = [
  { route: 'POST /api/v1/files', roles: 'fyyyyyy' },
  { route: `POST ${BASE}/documents`, roles: 'fyyyyyy', make: base },
  { route: `POST ${BASE}/documents/{documentId}/versions`, roles: 'fnnnnnn', make: base, inner: NOBODY },
];

function letterFor(status: number, code: unknown): string {
  if (status === 403 && code === 'forbidden') return 'f';
  return status === 404 && code === 'not_found' ? 'n' : 'y';
}

describe('every route of the API demands the right verb of every role', () => {
  let product: TestApp;
  const members = new Map<Role, Client>();

  before(async () => {
    product = await testApp();
    for (const role of COLUMNS) members.set(role, await join(role));
  });
  after(() => product[Symbol.asyncDispose]());

  async function join(role: Role): Promise<Client> {
    const { owner, anonymous, app } = product;
    const invited = await owner.call<{ token: string }>('POST', '/api/v1/invitations', {
      email: `${role}@example.org`,
      role,
    });
    const joined = await anonymous.call<{ accessToken: string }>('POST', '/api/v1/invitations/acceptance', {
      token: invited.body.token,
      name: role,
      password: `the password of ${role}`,
    });
    assert.equal(joined.status, 201);
    return clientOf(app.fetch, joined.body.accessToken);
  }

  async function pathOf({ route, make, inner }: Row): Promise<string> {
    const [, path = ''] = route.split(' ');
    const id = make ? await make(product.owner) : '';
    return path.replace(/\{(id|userId)\}/, id).replaceAll(/\{\w+\}/g, inner ?? '');
  }

  async function lettersOf(row: Row, ask: (client: Client, path: string) => Promise<Reply>) {
    let letters = '';
    for (const role of COLUMNS) {
      const { status, body } = await ask(members.get(role)!, await pathOf(row));
      assert.ok(status < 500, `${role}: ${status} ${JSON.stringify(body)}`);
      letters += letterFor(status, body.code);
    }
    return letters;
  }

  for (const row of GRID) {
    const claim = `${row.route}${row.make === sharedConversation ? ' of a shared conversation' : ''}`;
    test(`${claim}: ${row.roles}`, async () => {
      const [method = ''] = row.route.split(' ');
      const letters = await lettersOf(row, (client, path) => client.call(method, path, row.body));
      assert.equal(letters, row.roles);
      const anonymous = await product.anonymous.call(method, await pathOf(row), row.body);
      assert.equal(anonymous.status, 401, 'without a token');
    });
  }

  for (const row of UPLOADS) {
    test(`${row.route}: ${row.roles}`, async () => {
      const letters = await lettersOf(row, (client, path) => client.upload(path, 'a.txt', 'text'));
      assert.equal(letters, row.roles);
      assert.equal((await product.anonymous.upload(await pathOf(row), 'a.txt', 'text')).status, 401);
    });
  }

  test('the grid has every operation of the OpenAPI document', async () => {
    const { body } = await product.anonymous.call<{ paths: Record<string, object> }>(
      'GET',
      '/api/openapi.json',
    );
    const described = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const known = new Set([...GRID, ...UPLOADS].map(({ route }) => route.replace(/\?.*/, '')));
    const missing = described.filter((route) => !known.has(route) && !WITHOUT_ROLE.has(route));
    assert.deepEqual(missing, [], 'add a row to GRID for each');
  });
});
