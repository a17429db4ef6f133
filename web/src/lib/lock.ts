/** Runs one piece of work at a time under a name. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** One at a time in this tab. */
export function tabLock(): Lock {
  const tails = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = tails.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  };
}

/** One at a time over all tabs of the origin, where the browser can (it wants https or localhost). */
export function browserLock(locks: LockManager | undefined): Lock {
  if (!locks) return tabLock();
  return (name, work) => locks.request(name, work) as ReturnType<typeof work>;
}
