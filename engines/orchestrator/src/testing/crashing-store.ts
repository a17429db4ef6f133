import { LeaseLost } from '../lib/errors.ts';
import type { Store } from '../lib/store.ts';

/** A process dies either before its write reached the database or before it heard of its success. */
export type DeathMoment = 'before' | 'after';

export interface CrashingStore<Db> {
  store: Store<Db>;
  /** Resolves when the process is as good as dead. */
  dead: Promise<void>;
  died(): boolean;
  /** Ends the calls that hang, so that the test can tidy up. */
  bury(): void;
}

/** A store whose n-th write never returns, nor does anything after it: a `kill -9` without a process. */
export function createCrashingStore<Db>(
  store: Store<Db>,
  atWrite: number,
  moment: DeathMoment,
): CrashingStore<Db> {
  const death = Promise.withResolvers<void>();
  const grave = Promise.withResolvers<never>();
  grave.promise.catch(() => {});
  let writes = 0;
  let isDead = false;
  /** The dead process's writes that the database still carries out: nobody may start before they end. */
  const underWay = new Set<Promise<unknown>>();

  async function write<T>(act: () => Promise<T>): Promise<T> {
    if (isDead) return grave.promise;
    writes++;
    const alive = writes < atWrite;
    isDead = !alive;
    const done = alive || moment === 'after' ? act() : Promise.resolve(undefined as T);
    underWay.add(done);
    await done.finally(() => underWay.delete(done));
    if (!alive) await allSettled(underWay).then(death.resolve);
    return alive ? done : grave.promise;
  }

  async function read<T>(act: () => Promise<T>): Promise<T> {
    return isDead ? grave.promise : act();
  }

  return {
    dead: death.promise,
    died: () => isDead,
    bury: () => grave.reject(new LeaseLost('of a dead process')),
    store: {
      ...store,
      claim: (request) => write(() => store.claim(request)),
      append: (writes) => write(() => store.append(writes)),
      commit: (lease, act) => write(() => store.commit(lease, act)),
      settle: (...leaving) => write(() => store.settle(...leaving)),
      find: (runId) => read(() => store.find(runId)),
      renew: (leases, until) => read(() => store.renew(leases, until)),
      readRecord: (runId, page) => read(() => store.readRecord(runId, page)),
      stopRequests: (workerId) => read(() => store.stopRequests(workerId)),
    },
  };
}

async function allSettled(promises: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (promises.size > 0) await Promise.allSettled([...promises]);
}
