// The last stage of a search: a model puts the best of what was found in order.
import { isProblem } from '../../problem/index.ts';
import type { HitView } from '../contract.ts';
import type { Reader } from '../queries.ts';
import type { Reranker } from './contract.ts';

/** Hits that an endpoint is shown; each is a pair with the question, however many there are. */
const ENDPOINT_DEPTH = 50;
/** Hits that a chat model is shown at once: with more of them models lose their place. */
const MODEL_DEPTH = 20;

/** On whose account a model is asked, beside the person's. */
export interface Account {
  runId?: string | undefined;
  /** The run that people know; its budget counts. */
  rootRunId?: string | undefined;
  agentId?: string | undefined;
}

export interface RankRequest {
  question: string;
  texts: readonly string[];
  asker: Reader & Account;
}

/** A place in the list of texts; `score` is the model's own, null where it gives none. */
export interface Ranked {
  place: number;
  score: number | null;
}

/** All texts, best first. Throws problems of models. */
export type Rank = (model: Reranker, request: RankRequest) => Promise<Ranked[]>;

export interface RerankNeeds {
  rank: Rank;
  onTrouble(trouble: { act: string; error: unknown }): void;
}

export interface Reranked {
  hits: HitView[];
  /** Of the hits that the model was shown, by their ids. */
  scores: Map<string, number | null>;
  /** Why the order is that in which they were found. */
  error: { code: string; message: string } | null;
}

/** How many hits are looked for. Where likeness to others has chosen what is shown, only that is put in order. */
export function depthFor(
  model: Reranker | undefined,
  { limit, diversity = 0 }: { limit: number; diversity?: number | undefined },
): number {
  return model && diversity === 0 ? Math.max(limit, shownTo(model)) : limit;
}

const shownTo = (model: Reranker): number => ('modelId' in model ? MODEL_DEPTH : ENDPOINT_DEPTH);

/**
 * Only hits that the asker sees may come in: the model is shown them. Each place keeps its score, so that hits of
 * several bases stay comparable; whatever goes wrong with the model, the order stays.
 */
export async function rerank(
  { rank, onTrouble }: RerankNeeds,
  model: Reranker,
  { question, asker }: Omit<RankRequest, 'texts'>,
  found: readonly HitView[],
): Promise<Reranked> {
  const shown = found.slice(0, shownTo(model));
  if (shown.length < 2) return { hits: [...found], scores: new Map(), error: null };
  try {
    const ranked = await rank(model, { question, asker, texts: shown.map(textOf) });
    const order = ranked.map(({ place }) => place);
    if (!isPermutation(order, shown.length)) throw new TypeError('Cannot rank: the order names others');
    const hits = order.map((place, at): HitView => {
      const [hit, slot] = [shown[place] as HitView, shown[at] as HitView];
      return { ...hit, score: slot.score };
    });
    const scores = new Map(ranked.map(({ place, score }) => [(shown[place] as HitView).id, score]));
    return { hits: [...hits, ...found.slice(shown.length)], scores, error: null };
  } catch (error) {
    if (!isProblem(error)) onTrouble({ act: 'put what was found in order', error });
    return { hits: [...found], scores: new Map(), error: faultOf(error) };
  }
}

/** A heading says what its passage is about. */
const textOf = ({ heading, text }: HitView) => (heading === null ? text : `${heading}\n${text}`);

const isPermutation = (order: readonly number[], length: number): boolean =>
  order.length === length && new Set(order).size === length && order.every((at) => at >= 0 && at < length);

function faultOf(error: unknown): { code: string; message: string } {
  if (isProblem(error)) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: 'Cannot rank: the server failed' };
}
