import type { Driver, DriverSessionOptions, PreparedJob } from '../lib/execution.ts';
import { currentSite } from './layer.ts';

/**
 * A driver that follows the current set of packages: once it changes, new runs get a new driver with the new folder,
 * and the old one goes with its last run.
 */
export function withPackages(root: string, make: (packages: string | undefined) => Driver): Driver {
  const leaving = new Set<Promise<void>>();
  let current = begin();

  function begin() {
    const site = currentSite(root);
    return { site, driver: make(site), running: new Set<Promise<unknown>>() };
  }

  /** A session that only opens is one of its runs as well. */
  async function leave({ running, driver }: typeof current): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running);
    await driver.close();
  }

  function newest(): typeof current {
    if (currentSite(root) === current.site) return current;
    const old = current;
    current = begin();
    const left = leave(old);
    leaving.add(left);
    void left.finally(() => leaving.delete(left));
    return current;
  }

  return {
    name: current.driver.name,
    probe: () => newest().driver.probe(),
    run(job, options) {
      const { driver, running } = newest();
      const execution = driver.run(job, options);
      running.add(execution);
      return execution.finally(() => running.delete(execution));
    },
    ...(current.driver.openSession
      ? {
          async openSession(job: PreparedJob, options?: DriverSessionOptions) {
            const { driver, running } = newest();
            const opening = driver.openSession!(job, options);
            running.add(opening);
            const session = await opening.finally(() => running.delete(opening));
            running.add(session.ended);
            void session.ended.finally(() => running.delete(session.ended));
            return session;
          },
        }
      : {}),
    warmUp: async () => (await newest().driver.warmUp?.()) ?? false,
    async close() {
      await current.driver.close();
      await Promise.allSettled(leaving);
    },
  };
}
