import { expect, test } from 'vitest';
import { reloadWhenOutdated } from './outdated.ts';

/** A window that counts its reloads. */
function windowOf() {
  const target = new EventTarget();
  let reloads = 0;
  const location = {
    reload: () => {
      reloads += 1;
    },
  } as unknown as Location;
  const addEventListener = target.addEventListener.bind(target) as Window['addEventListener'];
  const fail = () => {
    const event = new Event('vite:preloadError', { cancelable: true });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { window: { addEventListener, sessionStorage, location }, fail, reloads: () => reloads };
}

test('a part that is gone after an update loads the page anew, once; what stays broken is shown', () => {
  let now = 1_000_000;
  const { window, fail, reloads } = windowOf();
  reloadWhenOutdated(window, () => now);
  expect(fail()).toBe(true);
  now += 5_000;
  expect(fail()).toBe(false);
  expect(reloads()).toBe(1);
  now += 60_000;
  expect(fail()).toBe(true);
  expect(reloads()).toBe(2);
});
