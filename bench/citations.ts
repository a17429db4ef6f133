import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkWords, MIN_SCORE, readEvidence } from '../server/src/knowledge/index.ts';
import { cranfieldSet, KINDS, type Labelled, writtenSet } from './citations/labelled.ts';
import { bestThreshold, type Judged, measureMarks, shareMarked } from './citations/score.ts';
import { type Figure, type Report, reportOf } from './report.ts';
import { readAbstracts } from './retrieval/cranfield.ts';

const CRANFIELD = fileURLToPath(new URL('../../shared/corpora/cranfield', import.meta.url));
const MISSING = `cranfield: put cran.all.1400 into ${CRANFIELD}`;

/**
 * How well the check by words marks sentences that their passage does not say. The threshold is chosen on the texts of
 * odd number; what is reported are the even ones.
 */
export async function measure(folder = CRANFIELD): Promise<Report> {
  const hasCranfield = existsSync(join(folder, 'cran.all.1400'));
  const sets = {
    ...(hasCranfield ? { Cranfield: cranfieldSet(readAbstracts(folder)) } : {}),
    'written by hand': writtenSet(),
  };
  const report = reportOf(
    'citations',
    Object.entries(sets).flatMap(([name, set]) => figuresOf(name, set.map(judge))),
  );
  return hasCranfield ? report : { ...report, missing: [MISSING] };
}

export function judge(labelled: Labelled): Judged {
  const { claim, passage, around } = labelled;
  const { score, fault } = checkWords(claim, readEvidence({ text: passage, around }), 0);
  return { ...labelled, score, isContrary: fault !== null };
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

function figuresOf(set: string, judged: Judged[]): Figure[] {
  const odd = judged.filter(({ source }) => halfOf(source) === 1);
  const even = judged.filter(({ source }) => halfOf(source) === 0);
  const figure = (name: string, value: number): Figure => ({
    name: `${set}: ${name}`,
    value: rounded(value),
    unit: '',
  });
  const { precision, recall } = measureMarks(even, MIN_SCORE);
  return [
    figure('sentences of the even half', even.length),
    figure('threshold that the odd half would choose', bestThreshold(odd)),
    figure('precision of marks', precision),
    figure('recall of marks', recall),
    ...KINDS.filter((kind) => even.some((one) => one.kind === kind)).map((kind) =>
      figure(`marked of ${kind}`, shareMarked(even, kind, MIN_SCORE)),
    ),
  ];
}

/** Every second abstract is used, so that neighbours go into both halves. */
const halfOf = (source: number) => Math.floor(source / 2) % 2;
