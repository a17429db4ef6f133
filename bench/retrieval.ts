import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSearch, hashedEmbedder, MODES, type Mode, type Passage } from '@agenticgen/search';
import { type Scores, scoreAll } from '../server/src/quality/index.ts';
import { type Figure, type Report, reportOf } from './report.ts';
import { type Abstract, type Question, readAbstracts, readQuestions } from './retrieval/cranfield.ts';

const DEPTH = 100;
const CRANFIELD = fileURLToPath(new URL('../../shared/corpora/cranfield', import.meta.url));
const MISSING = `cranfield: put cran.all.1400, cran.qry and cranqrel into ${CRANFIELD}`;
const GOALS: Partial<Record<Mode, number>> = { keyword: 0.4, hybrid: 0.42 };

/**
 * How well the engine finds, on the Cranfield collection. Two constants of the engine were chosen on the questions
 * of odd number, so that the even ones tell whether they hold for others.
 */
export async function measure(folder = CRANFIELD): Promise<Report> {
  if (!existsSync(join(folder, 'cranqrel'))) return { ...reportOf('retrieval', []), missing: [MISSING] };
  const abstracts = readAbstracts(folder);
  const questions = readQuestions(folder);
  const learned = await scoresOf(abstracts, questions, undefined);
  const hashed = await scoresOf(abstracts, questions, hashedEmbedder());
  return reportOf('retrieval', [
    ...MODES.flatMap((mode) => figuresOf(mode, learned[mode])),
    ...figuresOf('hybrid with hashed words only', hashed.hybrid),
  ]);
}

type Halves = { all: Scores; odd: Scores; even: Scores };
type Embedder = ReturnType<typeof hashedEmbedder>;

async function scoresOf(abstracts: Abstract[], questions: Question[], embedder: Embedder | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-retrieval-'));
  const search = createSearch({ folder });
  const collection = search.collection('cranfield', { vectors: embedder ? 'given' : 'learned' });
  const vectorOf = (text: string) => (embedder ? { vector: embedder.embed([text])[0] } : {});
  try {
    await collection.upsert(
      abstracts.map(
        ({ id, title, text }): Passage => ({ id, documentId: id, text, heading: title, ...vectorOf(text) }),
      ),
    );
    const scores: Partial<Record<Mode, Halves>> = {};
    for (const mode of MODES) {
      const answers = [];
      for (const { text, judged } of questions) {
        const hits = await collection.query({ text, ...vectorOf(text), mode, limit: DEPTH });
        answers.push({ ranked: hits.map(({ id }) => id), judged });
      }
      scores[mode] = {
        all: scoreAll(answers),
        odd: scoreAll(answers.filter((_, index) => index % 2 === 0)),
        even: scoreAll(answers.filter((_, index) => index % 2 === 1)),
      };
    }
    return scores as Record<Mode, Halves>;
  } finally {
    await search.close();
    rmSync(folder, { recursive: true });
  }
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function figuresOf(name: string, { all, odd, even }: Halves): Figure[] {
  const goal = GOALS[name as Mode];
  const figure = (measure: string, value: number): Figure => ({
    name: `${name}: ${measure}`,
    value: rounded(value),
    unit: '',
  });
  return [
    {
      ...figure('nDCG@10, binary', all.ndcg10),
      ...(goal ? { goal: `>= ${goal}`, met: all.ndcg10 >= goal } : {}),
    },
    figure('nDCG@10, binary, odd questions', odd.ndcg10),
    figure('nDCG@10, binary, even questions', even.ndcg10),
    figure('nDCG@10, graded', all.gradedNdcg10),
    figure('recall@100', all.recall100),
    figure('MRR', all.mrr),
  ];
}
