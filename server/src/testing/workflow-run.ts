import assert from 'node:assert/strict';
import type { WholeRun, WholeWorkflow } from '../workflows/contract.ts';
import type { Client } from './app.ts';

const BOUND_MS = 60_000;
export const RUN_ENDED = ['done', 'failed', 'cancelled'];

export async function newWorkflow(client: Client, nodes: object[], more: object = {}): Promise<string> {
  const definition = { name: 'W', nodes, ...more };
  const { body, status } = await client.call<WholeWorkflow>('POST', '/api/v1/workflows', { definition });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

export async function beginWorkflow(client: Client, workflowId: string, input: object = {}): Promise<string> {
  const path = `/api/v1/workflows/${workflowId}/runs`;
  const { body, status } = await client.call<{ runId: string }>('POST', path, { input });
  assert.equal(status, 202, JSON.stringify(body));
  return body.runId;
}

/** Reads a run until it is as wanted. */
export async function runAs(
  client: Client,
  runId: string,
  holds: (run: WholeRun) => boolean = ({ state }) => RUN_ENDED.includes(state),
): Promise<WholeRun> {
  const deadline = Date.now() + BOUND_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { body } = await client.call<WholeRun>('GET', `/api/v1/workflow-runs/${runId}`);
    if (holds(body)) return body;
    if (Date.now() > deadline) assert.fail(`the run is ${JSON.stringify(body.nodes)}`);
  }
}
