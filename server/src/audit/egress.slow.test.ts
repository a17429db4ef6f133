import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { testApp } from '../testing/app.ts';
import { gitServer } from '../testing/git-server.ts';
import type { AuditEntryView } from './contract.ts';

test('what a tool asks of the outside through the broker is in the log, with the run and who began it', async () => {
  await using server = await gitServer();
  await using product = await testApp({ EGRESS_HOSTS: '127.0.0.1' });
  const { owner } = product;
  const host = `127.0.0.1:${server.port}`;
  const policy = { askFrom: 'never', refuseFrom: 'never', unscannable: 'allow', egressHosts: [host] };
  assert.equal((await owner.call('PUT', '/api/v1/code-policy', policy)).status, 200);
  const ask = async (url: string) => {
    const given = { arguments: { action: 'log', url } };
    const { body } = await owner.call<{ runId: string }>('POST', '/api/v1/tools/git/runs', given);
    const { parts } = await owner.answer(body.runId);
    return { runId: body.runId, output: parts[0]?.type === 'tool' ? parts[0].output : '' };
  };
  const entries = async () => {
    const { body } = await owner.call<{ items: AuditEntryView[] }>('GET', '/api/v1/audit?kind=egress');
    return body.items.map(({ subject, outcome, runId, actor, details }) => {
      return { subject, outcome, runId, by: actor?.name, path: details['path'] };
    });
  };
  const read = await ask(`http://${host}/shop.git`);
  assert.match(read.output, /Ada: Add two/);
  const refused = await ask('https://elsewhere.example/shop.git');
  assert.match(refused.output, /does not name elsewhere.example \(git_failed\)$/);
  await waitFor(async () => (await entries()).length > server.asked.length);
  const [newest, ...others] = await entries();
  assert.deepEqual(newest, {
    ...{ subject: 'GET elsewhere.example', outcome: 'refused', runId: refused.runId, by: 'owner' },
    path: '/shop.git/info/refs',
  });
  assert.equal(others.length, server.asked.length);
  for (const { outcome, runId, by } of others)
    assert.deepEqual([outcome, runId, by], ['done', read.runId, 'owner']);
});
