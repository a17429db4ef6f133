// Versions of Python packages as PEP 440 has them: parsed, compared, normalised.

export type Version = {
  epoch: number;
  release: number[];
  /** -1: a development or pre-release of it; see keyOf. */
  pre: [phase: number, number: number] | null;
  post: number | null;
  dev: number | null;
  local: (string | number)[];
};

/** The pattern of PEP 440's appendix B, spelt out. */
const PATTERN =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:(?:-(\d+))|(?:[-_.]?(post|rev|r)[-_.]?(\d*)))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;
const PHASES: Record<string, number> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };
const MAX_LENGTH = 200;

export function parseVersion(text: string): Version | undefined {
  const match = text.length > MAX_LENGTH ? null : PATTERN.exec(text.trim());
  if (!match) return undefined;
  const [, epoch, release = '0', phase, preNumber, implicitPost, post, postNumber, dev, devNumber, local] =
    match;
  return {
    epoch: Number(epoch ?? 0),
    release: withoutTrailingZeros(release.split('.').map(Number)),
    pre: phase ? [PHASES[phase.toLowerCase()] ?? 0, Number(preNumber || 0)] : null,
    post: implicitPost !== undefined ? Number(implicitPost) : post ? Number(postNumber || 0) : null,
    dev: dev ? Number(devNumber || 0) : null,
    local: (local?.toLowerCase().split(/[-_.]/) ?? []).map((part) =>
      /^\d+$/.test(part) ? Number(part) : part,
    ),
  };
}

/** 1.0 is 1.0.0. */
function withoutTrailingZeros(release: number[]): number[] {
  let length = release.length;
  while (length > 1 && release[length - 1] === 0) length -= 1;
  return release.slice(0, length);
}

/** Negative, 0 or positive, as in sorting. */
export function compareVersions(left: Version, right: Version): number {
  return (
    left.epoch - right.epoch ||
    compareLists(left.release, right.release) ||
    comparePair(preKey(left), preKey(right)) ||
    (left.post ?? -1) - (right.post ?? -1) ||
    compareDev(left.dev, right.dev) ||
    compareLocal(left.local, right.local)
  );
}

function compareLists(left: number[], right: number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = (left[index] ?? 0) - (right[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

const BEFORE_ALL: [number, number] = [-1, 0];
const AFTER_ALL: [number, number] = [9, 0];

/** 1.0.dev1 comes before 1.0a1, and that before 1.0. */
function preKey({ pre, post, dev }: Version): [number, number] {
  if (pre) return pre;
  return post === null && dev !== null ? BEFORE_ALL : AFTER_ALL;
}

const comparePair = (left: [number, number], right: [number, number]) =>
  left[0] - right[0] || left[1] - right[1];

/** A development release comes before what it leads to. */
function compareDev(left: number | null, right: number | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  return right === null ? -1 : left - right;
}

/** Numbers come after words, and more parts after fewer. */
function compareLocal(left: (string | number)[], right: (string | number)[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a, b] = [left[index]!, right[index]!];
    if (a === b) continue;
    if (typeof a === 'number') return typeof b === 'number' ? a - b : 1;
    return typeof b === 'number' ? -1 : a < b ? -1 : 1;
  }
  return left.length - right.length;
}

/** "Foo.Bar_baz" is "foo-bar-baz" (PEP 503). */
export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
