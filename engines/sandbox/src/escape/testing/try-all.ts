// Tries every attempt in every way for the owner of this process, among honest runs that must not notice.
import { bubblewrap } from '../../drivers/bubblewrap.ts';
import { gvisor } from '../../drivers/gvisor.ts';
import { type Egress, GUARDS, type Guard } from '../../lib/execution.ts';
import { createSandbox, type Sandbox } from '../../lib/sandbox.ts';
import type { Attempt, Family } from './attempt.ts';
import { FAMILIES } from './families/index.ts';
import { startHonestRuns } from './honest.ts';
import { judge, type Outcome } from './outcome.ts';
import { programOf, SEPARATOR } from './program.ts';
import { type Stage, setStage } from './stage.ts';

/** How a sandbox is set up for one round, and whether the guards of the language stand before its walls. */
export const WAYS: readonly Way[] = [
  { name: 'warm, guards on', standbys: 3, guards: GUARDS },
  { name: 'warm, guards off', standbys: 3, guards: [] },
  { name: 'cold, guards on', standbys: 0, guards: GUARDS },
  { name: 'cold, guards off', standbys: 0, guards: [] },
];
type Way = { name: string; standbys: number; guards: readonly Guard[]; isGvisor?: true };
/** The guards stand before gVisor as before the other walls: with them nothing new would be tried. */
export const GVISOR_WAYS: readonly Way[] = [
  { name: 'gVisor, guards off', standbys: 0, guards: [], isGvisor: true },
];
/** It is slow: what can succeed outside is tried, and these families whole. */
const WHOLE_IN_GVISOR = ['the channel of results', 'exhaustion', 'files that come out'];

/** Attempts at the same time; each has a stage of its own, so that what is reached shows who reached it. */
const LANES = 3;
/** Attempts, the neighbours of some, and the honest runs. */
const CONCURRENCY = 8;

export type Tried = Outcome & { way: string; family: string; attempt: string };
export type Round = { way: string; honest: { runs: number; problems: string[] } };

export async function* tryAll(owner: number, ways: readonly Way[]): AsyncGenerator<Tried | Round> {
  for (const way of ways) {
    const own = process.getuid?.() === 0 ? { sandboxUid: owner } : {};
    const driver = way.isGvisor ? gvisor(own) : bubblewrap({ standbys: way.standbys, ...own });
    const sandbox = createSandbox({
      driver,
      concurrency: CONCURRENCY,
      defaults: { wallMs: 10_000, cpuShare: 1 },
    });
    await sandbox.warmUp();
    const honest = startHonestRuns(sandbox);
    yield* tryRound(sandbox, way, owner);
    yield { way: way.name, honest: await honest.stop() };
    await sandbox.close();
  }
}

async function* tryRound(sandbox: Sandbox, way: Way, owner: number): AsyncGenerator<Tried> {
  const stages = await Promise.all(Array.from({ length: LANES }, () => setStage(owner)));
  const all = familiesFor(way).flatMap((family) => runsOf(family).map((attempts) => ({ family, attempts })));
  try {
    const pending: Promise<Tried[]>[] = [];
    const lanes = stages.map(() => Promise.resolve<unknown>(undefined));
    for (const [index, { family, attempts }] of all.entries()) {
      const lane = index % LANES;
      const tried = lanes[lane]!.then(() => tryTogether(sandbox, attempts, stages[lane]!, way)).then(
        (outcomes) =>
          outcomes.map(
            (outcome, at): Tried => ({
              ...outcome,
              way: way.name,
              family: family.name,
              attempt: attempts[at]!.name,
            }),
          ),
      );
      lanes[lane] = tried;
      pending.push(tried);
    }
    for (const tried of pending) yield* await tried;
  } finally {
    for (const stage of stages) stage.close();
  }
}

/** What is tried in that way. JavaScript without its guard, and what has a broker, are cold in any case: once is enough. */
export function familiesFor({ guards, standbys, isGvisor }: Omit<Way, 'name'>): Family[] {
  const other = guards.length > 0 ? 'off' : 'on';
  const isCold = ({ language, broker }: Attempt) =>
    broker === true || (language === 'javascript' && guards.length === 0);
  const isLeftOut = (attempt: Attempt, { name }: Family) =>
    isGvisor
      ? attempt.broker === true || !(attempt.control || WHOLE_IN_GVISOR.includes(name))
      : standbys > 0 && isCold(attempt);
  return FAMILIES.map((family) => ({
    ...family,
    attempts: family.attempts.filter((attempt) => attempt.guards !== other && !isLeftOut(attempt, family)),
  })).filter(({ attempts }) => attempts.length > 0);
}

const TOGETHER = 12;

/** The attempts of each run. */
function runsOf({ attempts, together }: Family): Attempt[][] {
  const isPlain = ({ ends, endsInGvisor, limits, neighbour, judge: own }: Attempt) =>
    !(ends || endsInGvisor || limits || neighbour || own);
  const { plain = [], other = [] } = Object.groupBy(attempts, (attempt) =>
    together && isPlain(attempt) ? 'plain' : 'other',
  );
  const chunks = Array.from({ length: Math.ceil(plain.length / TOGETHER) }, (_, index) =>
    plain.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  return [...chunks, ...other.map((attempt) => [attempt])];
}

async function tryTogether(
  sandbox: Sandbox,
  attempts: Attempt[],
  stage: Stage,
  { guards, isGvisor }: Way,
): Promise<Outcome[]> {
  const { language, limits, neighbour } = attempts[0]!;
  try {
    const beside = neighbour && sandbox.run({ language, code: neighbour.code });
    if (neighbour?.when === 'before') await beside;
    const broken: string[] = [];
    const egress: Egress = async ({ url, method }) => {
      if (!URL.canParse(url) || !/^[A-Z]+$/.test(method))
        broken.push(`the broker was asked for ${method} ${url}`);
      return { refused: 'everything is' };
    };
    const code = programOf(attempts, stage.targets);
    const execution = await sandbox.run(
      { language, code, ...(limits ? { limits } : {}), guards, files: inputs(language) },
      attempts[0]!.broker ? { egress } : {},
    );
    await beside;
    const reached = [...stage.evidence(), ...broken];
    const parts = execution.stdout.split(SEPARATOR);
    return attempts.map((attempt, index) =>
      judge(
        isGvisor && attempt.endsInGvisor ? { ...attempt, ends: attempt.endsInGvisor } : attempt,
        attempts.length > 1 ? { ...execution, stdout: parts[index] ?? '' } : execution,
        stage,
        reached,
      ),
    );
  } catch (error) {
    // An answer that the host refuses is one that something inside has forged.
    return attempts.map(() => ({ verdict: 'escaped', detail: `the host got no result: ${error}` }));
  }
}

/** One attempt changes it. */
const inputs = (language: string) =>
  language === 'python' ? [{ name: 'in.txt', bytes: new TextEncoder().encode('old') }] : [];
