import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeaseLost, OrchestratorError } from '../lib/errors.ts';
import { CLAIM_WINDOW } from '../lib/limits.ts';
import { createAccount } from '../lib/schedule/account.ts';
import { createPolicy } from '../lib/schedule/policy.ts';
import { schedule } from '../lib/schedule/schedule.ts';
import type { Candidate } from '../lib/schedule/task.ts';
import type { Claim, ClaimRequest, LogEntry, NewRun, Store } from '../lib/store.ts';
import { createUuidV7 } from '../lib/uuid.ts';
import type { OpenStore } from './harness.ts';

const id = createUuidV7(() => Date.now());

const usual = { priority: 0, deadlineAt: null, pool: '', needs: null, forkedFrom: null };

function newRun(overrides: Partial<NewRun> = {}): NewRun {
  const base = { scope: null, label: null, key: null, parentId: null, depth: 0, input: '{}', ...usual };
  return { id: id(), procedure: 'p', createdAt: 1_000, ...base, ...overrides };
}

const choose: ClaimRequest['choose'] = (due, now, free) =>
  schedule(due, createAccount(createPolicy({ slots: free })), now, free).map(({ runId }) => runId);

function request(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  const base = { workerId: 'w1', procedures: ['p'], now: 2_000, leaseMs: 100, limit: 10, choose };
  return { ...base, ...overrides };
}

function entry(claim: Claim, sequence: number, type = 'said'): LogEntry {
  const event = {
    runId: claim.run.id,
    sequence,
    at: 3_000,
    type,
    step: null,
    attempt: 1,
    payload: { n: sequence },
  };
  return { event, json: JSON.stringify(event.payload) };
}

async function claimOne<Db>(store: Store<Db>, overrides: Partial<ClaimRequest> = {}): Promise<Claim> {
  const [claim] = await store.claim(request(overrides));
  assert.ok(claim);
  return claim;
}

/** What a store promises by itself: claims, leases, fences, pages. */
export function storeCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: insert() is undone with the caller's transaction`, async () => {
    await using on = await open();
    const run = newRun();
    const failing = on.transaction(async (db) => {
      await on.store.insert(db, run);
      throw new OrchestratorError('undone', 'Cannot save: the test says so');
    });
    await assert.rejects(failing, { code: 'undone' });
    assert.equal(await on.store.find(run.id), null);
  });

  test(`${name}: insert() with a known key gives the first run, and other procedures have their own keys`, async () => {
    await using on = await open();
    const first = await on.store.insert(on.db, newRun({ key: 'k' }));
    assert.equal(await on.store.insert(on.db, newRun({ key: 'k' })), first);
    assert.notEqual(await on.store.insert(on.db, newRun({ key: 'k', procedure: 'q' })), first);
  });

  test(`${name}: claim() gives each run to one of two workers`, async () => {
    await using on = await open();
    for (let made = 0; made < 20; made++) await on.store.insert(on.db, newRun());
    const claimed: string[] = [];
    const worker = async (workerId: string) => {
      for (;;) {
        const claims = await on.store.claim(request({ workerId, limit: 3 }));
        claimed.push(...claims.map(({ run }) => run.id));
        if (claims.length === 0 && new Set(claimed).size === 20) return;
      }
    };
    await Promise.all([worker('w1'), worker('w2')]);
    assert.equal(claimed.length, 20);
  });

  test(`${name}: claim() leaves runs of unknown procedures and runs that aren't due`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun({ procedure: 'other' }));
    await on.store.insert(on.db, newRun({ createdAt: 5_000 }));
    assert.deepEqual(await on.store.claim(request()), []);
    assert.equal((await on.store.claim(request({ now: 5_000 }))).length, 1);
  });

  test(`${name}: a lease that ran out is taken over, and its old holder can write nothing more`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun());
    const old = await claimOne(on.store);
    assert.deepEqual(await on.store.claim(request({ now: 2_099, workerId: 'w2' })), []);
    const current = await claimOne(on.store, { now: 2_100, workerId: 'w2' });
    const stale = [entry(old, 3)];
    assert.deepEqual(await on.store.append([{ lease: old.lease, entries: stale }]), new Set([old.run.id]));
    const committed = on.store.commit(old.lease, async (db) => {
      await on.addEffect(db, 'stale');
      return { value: null, entries: stale };
    });
    await assert.rejects(committed, LeaseLost);
    await assert.rejects(on.store.settle(old.lease, { state: 'done', output: '1' }, stale, 3_000), LeaseLost);
    assert.deepEqual(await on.store.renew([old.lease, current.lease], 9_000), new Set([old.run.id]));
    assert.equal(await on.countEffects('stale'), 0);
    const events = await on.store.read(old.run.id, { after: 0, limit: 10 });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['run.queued', 'run.started', 'run.started'],
    );
  });

  test(`${name}: renew() keeps a lease, releaseAll() ends all`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun());
    const { lease } = await claimOne(on.store);
    assert.deepEqual(await on.store.renew([lease], 9_000), new Set());
    assert.deepEqual(await on.store.claim(request({ now: 8_999 })), []);
    await on.store.releaseAll(3_000);
    assert.equal((await on.store.claim(request({ now: 3_000 }))).length, 1);
  });

  test(`${name}: append() writes to the held logs and tells the lost ones`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun());
    await on.store.insert(on.db, newRun());
    const [held, ended] = await on.store.claim(request());
    assert.ok(held && ended);
    await on.store.settle(ended.lease, { state: 'done', output: null }, [entry(ended, 3)], 3_000);
    const many = Array.from({ length: 150 }, (_, index) => entry(held, index + 3));
    const writes = [
      { lease: held.lease, entries: many },
      { lease: ended.lease, entries: [entry(ended, 4)] },
    ];
    assert.deepEqual(await on.store.append(writes), new Set([ended.run.id]));
    const heads = await on.store.heads([held.run.id, ended.run.id]);
    assert.deepEqual([heads.get(held.run.id), heads.get(ended.run.id)], [152, 3]);
    const page = await on.store.read(held.run.id, { after: 150, limit: 10 });
    assert.deepEqual(
      page.map(({ payload }) => payload.n),
      [151, 152],
    );
  });

  test(`${name}: commit() undoes the caller's writes with its own`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun());
    const claim = await claimOne(on.store);
    const failing = on.store.commit(claim.lease, async (db) => {
      await on.addEffect(db, 'half');
      throw new OrchestratorError('undone', 'Cannot save: the test says so');
    });
    await assert.rejects(failing, { code: 'undone' });
    assert.equal(await on.countEffects('half'), 0);
    await on.store.commit(claim.lease, async (db) => {
      await on.addEffect(db, 'whole');
      return { value: null, entries: [entry(claim, 3)] };
    });
    assert.equal(await on.countEffects('whole'), 1);
  });

  test(`${name}: settle() of a run that is asked to cancel writes nothing and gives the reason`, async () => {
    await using on = await open();
    await on.store.insert(on.db, newRun());
    const claim = await claimOne(on.store);
    const outcome = await on.store.cancel(claim.run.id, 'enough', 2_500);
    assert.deepEqual(outcome, { accepted: true, ended: [], running: [claim.run.id] });
    assert.deepEqual(await on.store.stopRequests('w1'), [
      { runId: claim.run.id, kind: 'cancel', reason: 'enough' },
    ]);
    const refusal = await on.store.settle(
      claim.lease,
      { state: 'done', output: '1' },
      [entry(claim, 3)],
      3_000,
    );
    assert.deepEqual(refusal, { kind: 'cancel', reason: 'enough' });
    assert.equal((await on.store.find(claim.run.id))?.state, 'running');
  });

  test(`${name}: claim() keeps caps over all workers, and tells which were full`, async () => {
    await using on = await open();
    const needs = { caps: ['agent:x'] };
    for (let made = 0; made < 6; made++) await on.store.insert(on.db, newRun({ needs, scope: 's' }));
    const free = await on.store.insert(on.db, newRun());
    const full = new Set<string>();
    const onFull = (names: ReadonlySet<string>) => {
      for (const name of names) full.add(name);
    };
    const caps = { 'agent:*': 2, 'scope:other': 1 };
    const workers = ['w1', 'w2', 'w3'].map((workerId) =>
      on.store.claim(request({ workerId, limit: 5, caps, onFull })),
    );
    const claims = (await Promise.all(workers)).flat();
    const capped = claims.filter(({ run }) => run.id !== free);
    assert.equal(capped.length, 2);
    assert.deepEqual([...full], ['agent:x']);
    const one = capped[0]!;
    await on.store.settle(one.lease, { state: 'done', output: null }, [entry(one, 3)], 3_000);
    const again = await on.store.claim(request({ caps }));
    assert.equal(again.filter(({ run }) => run.id !== free).length, 1);
    const rest = await on.store.claim(request({ caps }));
    assert.ok(rest.every(({ run }) => run.id === free));
  });

  test(`${name}: claim() keeps the limits that runs bring along, beside the caps`, async () => {
    await using on = await open();
    const needs = { caps: ['agent:x'], limits: { 'agent:x': 1 } };
    for (let made = 0; made < 3; made++) await on.store.insert(on.db, newRun({ needs }));
    const one = await claimOne(on.store);
    assert.deepEqual(await on.store.claim(request({ workerId: 'w2', caps: { 'agent:*': 5 } })), []);
    await on.store.settle(one.lease, { state: 'done', output: null }, [entry(one, 3)], 3_000);
    assert.equal((await on.store.claim(request({ workerId: 'w2' }))).length, 1);
  });

  test(`${name}: a run whose lease ran out keeps its place under a cap`, async () => {
    await using on = await open();
    const needs = { caps: ['model:m'] };
    const caps = { 'model:m': 1 };
    await on.store.insert(on.db, newRun({ needs }));
    await claimOne(on.store, { caps });
    assert.equal((await claimOne(on.store, { caps, now: 2_100, workerId: 'w2' })).run.attempt, 2);
  });

  test(`${name}: runs of a worker that is gone do not keep others out of a cap`, async () => {
    await using on = await open();
    const needs = { caps: ['model:m'] };
    const caps = { 'model:m': 1 };
    const lost = await on.store.insert(on.db, newRun({ needs }));
    const { lease } = await claimOne(on.store, { caps });
    const next = await on.store.insert(on.db, newRun({ needs }));
    const others = {
      choose: (due: readonly Candidate[]) => due.map(({ runId }) => runId).filter((id) => id !== lost),
    };
    assert.deepEqual(await on.store.claim(request({ ...others, caps, workerId: 'w2' })), []);
    const claim = await claimOne(on.store, { ...others, caps, now: 2_100, workerId: 'w2' });
    assert.equal(claim.run.id, next);
    assert.deepEqual(await on.store.claim(request({ caps, now: 2_100, workerId: 'w3' })), []);
    assert.deepEqual(await on.store.renew([lease], 9_000), new Set());
    await on.store.settle(claim.lease, { state: 'done', output: null }, [entry(claim, 3)], 2_200);
    assert.deepEqual(await on.store.claim(request({ caps, now: 2_200, workerId: 'w3' })), []);
    assert.equal((await claimOne(on.store, { caps, now: 9_100, workerId: 'w3' })).run.id, lost);
  });

  test(`${name}: a flood of one workspace and class hides nobody else's runs`, async () => {
    await using on = await open();
    await on.transaction(async (db) => {
      for (let made = 0; made < CLAIM_WINDOW + 50; made++)
        await on.store.insert(db, newRun({ scope: 'flood', priority: 1 }));
      await on.store.insert(db, newRun({ scope: 'flood', priority: 1, deadlineAt: 9_000, createdAt: 1_500 }));
      await on.store.insert(db, newRun({ scope: 'small', createdAt: 1_900, pool: 'agent:x' }));
      await on.store.insert(db, newRun({ scope: null, priority: 2, createdAt: 1_900 }));
      await on.store.insert(db, newRun({ scope: 'late', createdAt: 2_001 }));
    });
    let seen: readonly Candidate[] = [];
    await on.store.claim(
      request({
        choose(due) {
          seen = due;
          return [];
        },
      }),
    );
    const found = (scope: string | null) => seen.filter((run) => run.scope === scope);
    assert.deepEqual([found('small').length, found(null).length, found('late').length], [1, 1, 0]);
    assert.ok(found('flood').some(({ deadlineAt }) => deadlineAt === 9_000));
    assert.equal(new Set(seen.map(({ runId }) => runId)).size, seen.length);
  });

  test(`${name}: list() pages newest first and filters by scope, state and procedure`, async () => {
    await using on = await open();
    const ids: string[] = [];
    for (const scope of ['a', 'a', 'b', 'a', null]) ids.push(await on.store.insert(on.db, newRun({ scope })));
    const listed = async (query: Partial<Parameters<typeof on.store.list>[0]>) =>
      (await on.store.list({ scope: 'a', limit: 10, ...query })).map((run) => ids.indexOf(run.id));
    assert.deepEqual(await listed({}), [3, 1, 0]);
    assert.deepEqual(await listed({ limit: 2 }), [3, 1]);
    assert.deepEqual(await listed({ before: ids[1] }), [0]);
    assert.deepEqual(await listed({ scope: null }), [4]);
    assert.deepEqual(await listed({ states: ['running'] }), []);
    assert.deepEqual(await listed({ states: [] }), []);
    assert.deepEqual(await listed({ procedure: 'q' }), []);
  });

  test(`${name}: open() gives what has not ended of a scope, newest first, with the step of a child`, async () => {
    await using on = await open();
    const needs = { caps: ['agent:x'] };
    const parent = await on.store.insert(on.db, newRun({ scope: 'a' }));
    const below = { parentId: parent, key: `${parent}/each[0].ask`, label: 'Ask', pool: 'agent:x', needs };
    const child = await on.store.insert(on.db, newRun({ scope: 'a', ...below }));
    await on.store.insert(on.db, newRun({ scope: 'b' }));
    const over = await on.store.insert(on.db, newRun({ scope: 'a', key: 'own/key' }));
    assert.deepEqual(
      (await on.store.open('a', 10)).map((run) => [run.id, run.step]),
      [
        [over, null],
        [child, 'each[0].ask'],
        [parent, null],
      ],
    );
    await on.store.cancel(over, 'enough', 2_000);
    const [newest] = await on.store.open('a', 1);
    assert.deepEqual(
      { ...newest! },
      {
        ...{
          id: child,
          procedure: 'p',
          label: 'Ask',
          state: 'queued',
          parentId: parent,
          step: 'each[0].ask',
        },
        ...{ createdAt: 1_000, startedAt: null, attempt: 0, cancelRequestedAt: null, pausedAt: null },
        ...{ pauseReason: null, priority: 0, deadlineAt: null, pool: 'agent:x', needs },
      },
    );
  });

  test(`${name}: signal() refuses unknown and ended runs`, async () => {
    await using on = await open();
    const signal = { id: id(), name: 's', payload: '{}', at: 1 };
    await assert.rejects(on.store.signal({ ...signal, runId: 'none' }), { code: 'run_not_found' });
    const runId = await on.store.insert(on.db, newRun());
    await on.store.cancel(runId, 'no', 2_000);
    await assert.rejects(on.store.signal({ ...signal, runId }), { code: 'run_ended' });
  });
}
