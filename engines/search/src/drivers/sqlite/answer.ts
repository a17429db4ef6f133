// From a query to hits: admit, rank twice, fuse, let age count, make diverse, show.
import type { SQLOutputValue } from 'node:sqlite';
import type { Admission } from '../../lib/directory.ts';
import { diversify } from '../../lib/diversity.ts';
import { SearchError } from '../../lib/errors.ts';
import { type Fused, fuse, type Ranked } from '../../lib/fusion.ts';
import { highlight } from '../../lib/highlight.ts';
import { embedLearned } from '../../lib/learned-embedder.ts';
import type { StoredPassage } from '../../lib/passage.ts';
import type { Hit, Query } from '../../lib/query.ts';
import { indexTerms, type QueryTerm } from '../../lib/terms.ts';
import { admitPhrases, askedTerms, rankKeywords } from './keywords.ts';
import { prepared } from './prepared.ts';
import { admissionOf, filterName, type View } from './view.ts';

/** Each ranking is this much longer than the answer, so that fusion sees what the other list holds further down. */
const DEPTH_FACTOR = 4;
const MIN_DEPTH = 100;

export function answer(view: View, query: Query): Hit[] {
  const { mode, limit, weights, phrases = [], diversity = 0, decay, expand } = query;
  const admission = admitPhrases(view, phrases, admissionOf(view, query));
  const terms = mode === 'vector' && !query.highlight ? [] : askedTerms(view, query);
  const isPlain = mode !== 'hybrid' && diversity === 0 && !decay && !expand;
  const depth = isPlain ? limit : Math.max(MIN_DEPTH, limit * DEPTH_FACTOR);
  const keyword = mode === 'vector' ? [] : rankKeywords(view, terms, admission, depth);
  const vector = mode === 'keyword' ? [] : rankVectors(view, query, admission, depth);
  const ranked = fuse(keyword, vector, mode === 'hybrid' ? weights : {}).map((entry) =>
    mode === 'hybrid' ? entry : { ...entry, score: entry.scores[mode] ?? entry.score },
  );
  const aged = decay ? age(view, ranked, decay) : ranked;
  const chosen = diversity > 0 ? spread(view, aged, expand ? depth : limit, diversity) : aged;
  const hits = expand ? parents(view, chosen, limit) : show(view, chosen.slice(0, limit));
  return query.highlight ? hits.map((hit) => marked(view, hit, terms)) : hits;
}

function rankVectors(view: View, query: Query, admission: Admission, limit: number): Ranked[] {
  const { vectors, settings, space } = view;
  const { vector, text } = query;
  const name = () => filterName(query);
  if (settings.vectors === 'given' && !vector && query.mode === 'vector')
    throw new SearchError('search_query_invalid', 'Cannot query: mode vector needs a vector');
  if (settings.vectors === 'given' || vector)
    return vector ? vectors.nearest(vector, limit, admission, name) : [];
  if (!text) return [];
  const question = embedLearned(space, indexTerms(text), 'question');
  // A text without a word that can be embedded is near to nothing.
  return question.some((value) => value !== 0) ? vectors.nearest(question, limit, admission, name) : [];
}

function age({ db }: View, ranked: Fused[], { halfLifeMs, now }: NonNullable<Query['decay']>): Fused[] {
  const find = prepared(db, 'SELECT at FROM passages WHERE key = ?');
  const aged = ranked.map((entry) => {
    const at = find.get(entry.key)?.at;
    const years = at === null || at === undefined ? 0 : Math.max(0, now - Number(at)) / halfLifeMs;
    return { ...entry, score: entry.score * 0.5 ** years };
  });
  return aged.sort((a, b) => b.score - a.score);
}

function spread({ vectors }: View, ranked: Fused[], limit: number, diversity: number): Fused[] {
  const candidates = ranked.map((entry) => ({ ...entry, vector: vectors.get(entry.key) }));
  return diversify(candidates, limit, diversity).map(({ vector: _, ...entry }) => entry);
}

const BY_KEY = 'SELECT * FROM passages WHERE key = ?';

/** Equal scores come in the order of ids; a list that was made diverse keeps its order. */
function show({ db }: View, ranked: readonly Fused[]): Hit[] {
  const find = prepared(db, BY_KEY);
  const hits = ranked.map(
    ({ key, score, scores }): Hit => ({
      ...storedPassage(find.get(key) ?? {}),
      score,
      scores,
    }),
  );
  const isSorted = hits.every((hit, index) => index === 0 || hit.score <= (hits[index - 1] as Hit).score);
  return isSorted ? hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)) : hits;
}

/** Each hit as the passage around it, once, at the place of the best that was found inside. */
function parents(view: View, ranked: readonly Fused[], limit: number): Hit[] {
  const find = view.db.prepare('SELECT * FROM passages WHERE id = ? AND document_id = ? AND is_context = 1');
  const shown = new Map<string, Hit>();
  for (const hit of show(view, ranked)) {
    const id = hit.parentId ?? hit.id;
    const known = shown.get(id);
    if (known) known.found?.push(hit.id);
    else if (shown.size < limit) {
      const row = hit.parentId === undefined ? undefined : find.get(id, hit.documentId);
      const { score, scores } = hit;
      shown.set(id, { ...(row ? { ...storedPassage(row), score, scores } : hit), found: [hit.id] });
    }
  }
  return [...shown.values()];
}

function marked({ settings }: View, hit: Hit, terms: readonly QueryTerm[]): Hit {
  return { ...hit, highlights: highlight(hit.text, terms, settings.languages) };
}

export function storedPassage(row: Record<string, SQLOutputValue>): StoredPassage {
  return {
    id: String(row.id),
    documentId: String(row.document_id),
    text: String(row.text),
    attributes: JSON.parse(String(row.attributes)),
    ...(row.heading === '' ? {} : { heading: String(row.heading) }),
    ...(row.parent_id === null ? {} : { parentId: String(row.parent_id) }),
    ...(row.at === null ? {} : { at: Number(row.at) }),
  };
}
