import type { Driver } from '../lib/execution.ts';
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

  function newest(): typeof current {
    if (currentSite(root) === current.site) return current;
    const old = current;
    current = begin();
    const left = Promise.allSettled(old.running).then(() => old.driver.close());
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
    warmUp: async () => (await newest().driver.warmUp?.()) ?? false,
    async close() {
      await current.driver.close();
      await Promise.allSettled(leaving);
    },
  };
}
