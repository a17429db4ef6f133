import { CLASSES, type ClassName, PATIENCE_MS } from '@agenticgen/orchestrator';
import { type Figure, type Report, reportOf } from './report.ts';
import { createDiscipline, DISCIPLINES, type DisciplineName } from './simulation/disciplines.ts';
import { type Outcome, simulate } from './simulation/simulate.ts';
import { createWorkload, type Load, SHAPES } from './simulation/workload.ts';

const WORKERS = 10_000;
const TASKS = 1_000_000;
const LOADS = [0.7, 0.95, 1.1] as const;
const SEED = 20_260_101;

export type Outcomes = Record<DisciplineName, Outcome>;

/** The same tasks through each discipline, one after the other. */
export function compare(load: Load): Outcomes {
  const entries = DISCIPLINES.map((name) => {
    const outcome = simulate(createWorkload(load), load.workers, createDiscipline(name, load.workers));
    return [name, outcome] as const;
  });
  return Object.fromEntries(entries) as Outcomes;
}

/** The policy of the workers against FIFO, priority only and EDF only, in a simulation of discrete events. */
export async function measure(): Promise<Report> {
  const figures: Figure[] = [];
  for (const shape of SHAPES) {
    for (const load of LOADS) {
      const outcomes = compare({ shape, load, workers: WORKERS, tasks: TASKS, seed: SEED });
      figures.push(...figuresOf(`${shape} ${Math.round(load * 100)} %`, load, outcomes));
    }
  }
  return reportOf('scheduler', figures);
}

function figuresOf(name: string, load: number, outcomes: Outcomes): Figure[] {
  return [
    missesOf(name, load, outcomes),
    {
      name: `${name}: of them by others than who floods`,
      value: shareOf(outcomes.ours.missesOfOthers, outcomes.ours),
      unit: '%',
      peers: peersOf(outcomes, (outcome) => shareOf(outcome.missesOfOthers, outcome)),
    },
    ...CLASSES.map((klass) => waitOf(name, load, klass, outcomes)),
    {
      name: `${name}: Jain index`,
      value: round(outcomes.ours.fairness, 3),
      unit: '',
      peers: peersOf(outcomes, ({ fairness }) => round(fairness, 3)),
      ratio: round(outcomes.ours.fairness / outcomes.FIFO.fairness, 2),
    },
    { name: `${name}: one choice`, value: round(outcomes.ours.choiceUs, 1), unit: 'us' },
  ];
}

function missesOf(name: string, load: number, outcomes: Outcomes): Figure {
  const share = (outcome: Outcome) => shareOf(outcome.misses, outcome);
  const [value, peer] = [outcomes.ours.misses, outcomes.FIFO.misses];
  const goal = load === 0.95 ? { goal: '<= half of FIFO', met: value <= peer / 2 } : {};
  const ratio = peer === 0 ? {} : { ratio: round(value / peer, 3) };
  const peers = peersOf(outcomes, share);
  return {
    name: `${name}: deadlines missed`,
    value: share(outcomes.ours),
    unit: '%',
    ...goal,
    peers,
    ...ratio,
  };
}

function shareOf(count: number, { deadlines }: Outcome): number {
  return round((100 * count) / deadlines, 2);
}

/** Nobody starves: up to full load no class waits for longer than its patience, or than it would with FIFO. */
function waitOf(name: string, load: number, klass: ClassName, outcomes: Outcomes): Figure {
  const seconds = ({ longestWaitMs }: Outcome) => round(longestWaitMs[klass] / 1000, 1);
  const peers = peersOf(outcomes, seconds);
  const most = Math.max(PATIENCE_MS[klass], outcomes.FIFO.longestWaitMs[klass]);
  const value = seconds(outcomes.ours);
  const goal =
    load < 1
      ? { goal: `<= ${round(most / 1000, 1)} s`, met: outcomes.ours.longestWaitMs[klass] <= most }
      : {};
  return { name: `${name}: longest wait, ${klass}`, value, unit: 's', ...goal, peers };
}

function peersOf(outcomes: Outcomes, of: (outcome: Outcome) => number): Record<string, number> {
  return Object.fromEntries(DISCIPLINES.slice(1).map((name) => [name, of(outcomes[name])]));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
