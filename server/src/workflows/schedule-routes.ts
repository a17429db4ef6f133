import { nextTimes, type RunState, type Schedule } from '@agenticgen/orchestrator';
import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { type createRouter, toPage } from '../http/index.ts';
import { findWorkflow } from './queries.ts';
import {
  addSchedule,
  changeSchedule,
  pageOfSchedules,
  removeSchedule,
  type ScheduleTarget,
  timingOf,
} from './schedules.ts';
import * as contract from './schedules-contract.ts';
import type { WorkflowNeeds } from './workflows.ts';

const PREVIEWED_TIMES = 5;

type Router = ReturnType<typeof createRouter<AccessVariables>>;

export function scheduleRoutesOf(router: Router, needs: WorkflowNeeds): void {
  const { db, runtime } = needs;
  const find = async <V extends 'read' | 'run'>(by: Principal, verb: V, id: string) =>
    grant(by, verb, 'Workflow', await findWorkflow(db, id));

  /** Who may see a run of somebody else's sees the last one of their schedule. */
  async function present(by: Principal, schedules: readonly Schedule[]): Promise<contract.ScheduleView[]> {
    const seen = schedules.filter(({ target, scope }) => {
      const owner = { workspace_id: scope, created_by: (target as ScheduleTarget).userId, shared: 'private' };
      return by.ability.can('read', 'Run', owner);
    });
    const ids = seen.flatMap(({ lastRunId }) => lastRunId ?? []);
    const rows = await db
      .selectFrom('runs')
      .select(['id', 'state'])
      .where('id', 'in', ids.length > 0 ? ids : [''])
      .execute();
    const states = new Map(rows.map(({ id, state }) => [id, state as RunState]));
    return schedules.map((schedule) => presentOne(by, schedule, states, runtime.now()));
  }

  async function pageFor(
    by: Principal,
    workflowId: string | undefined,
    query: { cursor?: string | undefined; limit: number },
  ) {
    const filter = {
      workspaceId: by.workspaceId,
      before: query.cursor,
      ...(workflowId ? { workflowId } : {}),
    };
    const page = toPage(
      await pageOfSchedules(db, filter, query.limit + 1),
      query.limit,
      (row) => row,
      ({ id }) => id,
    );
    return { ...page, items: await present(by, page.items) };
  }

  router.openapi(contract.createSchedule, async (c) => {
    const allowed = await find(c.var.principal, 'run', c.req.valid('param').id);
    permit(allowed.by, 'create', 'Run');
    const [view] = await present(allowed.by, [await addSchedule(needs, allowed, c.req.valid('json'))]);
    return c.json(view!, 201);
  });

  router.openapi(contract.listSchedulesOfWorkflow, async (c) => {
    const { by, record } = await find(c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await pageFor(by, record.id, c.req.valid('query')), 200);
  });

  router.openapi(contract.listSchedules, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Workflow');
    return c.json(await pageFor(by, undefined, c.req.valid('query')), 200);
  });

  router.openapi(contract.updateSchedule, async (c) => {
    const { id, scheduleId } = c.req.valid('param');
    const { by, record } = await find(c.var.principal, 'run', id);
    const [view] = await present(by, [
      await changeSchedule(needs, by, record, scheduleId, c.req.valid('json')),
    ]);
    return c.json(view!, 200);
  });

  router.openapi(contract.deleteSchedule, async (c) => {
    const { id, scheduleId } = c.req.valid('param');
    const { by, record } = await find(c.var.principal, 'run', id);
    await removeSchedule(db, by, record, scheduleId);
    return c.body(null, 204);
  });

  router.openapi(contract.previewSchedule, (c) => {
    permit(c.var.principal, 'read', 'Workflow');
    const timing = timingOf(c.req.valid('json').timing, runtime.now());
    return c.json({ times: nextTimes(timing, runtime.now(), PREVIEWED_TIMES) }, 200);
  });
}

function presentOne(
  by: Principal,
  schedule: Schedule,
  states: ReadonlyMap<string, RunState>,
  now: number,
): contract.ScheduleView {
  const { id, subject, timing, missed, missedLimit, overlap, enabled, disabledReason, lastRunId } = schedule;
  const { userId, version, input, priority = null } = schedule.target as ScheduleTarget;
  const state = lastRunId === null ? undefined : states.get(lastRunId);
  return {
    id,
    workflowId: subject,
    timing: { ...timing },
    ...(userId === by.userId ? { input } : {}),
    version,
    priority,
    ...{ missed, missedLimit, overlap, enabled, disabledReason },
    nextAt: enabled ? schedule.nextAt : null,
    nextTimes: enabled ? nextTimes(timing, now, PREVIEWED_TIMES) : [],
    lastAt: schedule.lastTick,
    lastRun: lastRunId !== null && state ? { id: lastRunId, state } : null,
    createdBy: userId,
    createdAt: schedule.createdAt,
    updatedAt: schedule.updatedAt,
  };
}
