import { SandboxError } from './errors.ts';
import type { Driver, Level, Probe } from './execution.ts';
import { atLeast } from './level.ts';

/** The first of these that isolates as much as is asked for, in the order of preference; asked until one does. */
export function ladder(drivers: readonly [Driver, ...Driver[]], minLevel: Level): Driver {
  let chosen: { driver: Driver; probe: Probe } | undefined;

  const choose = async () => {
    const refused: Probe[] = [];
    for (const driver of drivers) {
      const probe = atLeast(minLevel, await driver.probe());
      if (probe.level !== 'unavailable') return { driver, probe };
      refused.push(probe);
    }
    // What the preferred one lacks is what an operator wants to know.
    return { driver: drivers[0], probe: refused[0]! };
  };
  const best = async () => {
    if (chosen) return chosen;
    const found = await choose();
    if (found.probe.level !== 'unavailable') chosen = found;
    return found;
  };

  return {
    name: drivers.map(({ name }) => name).join(' or '),
    probe: async () => (await best()).probe,
    run: async (job, options) => (await best()).driver.run(job, options),
    async openSession(job, options) {
      const { driver } = await best();
      if (driver.openSession) return driver.openSession(job, options);
      throw new SandboxError('sandbox_unavailable', `Cannot open session: ${driver.name} has none`);
    },
    warmUp: async () => (await (await best()).driver.warmUp?.()) ?? false,
    close: async () => {
      await Promise.all(drivers.map((driver) => driver.close()));
    },
  };
}
