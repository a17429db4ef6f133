// BM25 over the postings of FTS5. The counts that a term is weighed by are those of the passages that the query
// admits: what the caller may not see changes neither score nor order. Asking for the postings and adding up here
// takes a third of the time of FTS5's own bm25(), whose counts are those of the whole table.
import type { StatementSync } from 'node:sqlite';
import { inverseFrequency, saturation } from '../../lib/bm25.ts';
import type { Admission } from '../../lib/directory.ts';
import type { Ranked } from '../../lib/fusion.ts';
import { MAX_PREFIX_TERMS } from '../../lib/limits.ts';
import type { Query } from '../../lib/query.ts';
import { phraseParts, type QueryTerm, queryTerms, unfinishedWord } from '../../lib/terms.ts';
import { createTop } from '../../lib/top.ts';
import { prepared } from './prepared.ts';
import type { View } from './view.ts';

/** As one JSON text: a row for each occurrence would cost more than all the rest. */
const OCCURRENCES = 'SELECT json_group_array(doc) keys FROM occurrences WHERE term = ?';
const COMPLETIONS = 'SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT ?';
/** Sorts behind every character that a term may have. */
const BEHIND_ALL = '\u{10ffff}';

/** What the text of a query asks for, in the forms that the languages of the collection give it. */
export function askedTerms({ db, settings }: View, { text = '', prefix }: Query): QueryTerm[] {
  const terms = queryTerms(text, settings.languages);
  const begun = prefix ? unfinishedWord(text) : undefined;
  if (begun === undefined) return terms;
  const forms = prepared(db, COMPLETIONS).all(begun, begun + BEHIND_ALL, MAX_PREFIX_TERMS);
  const [typed] = queryTerms(begun, settings.languages);
  const all = new Set([...(typed?.forms ?? []), ...forms.map(({ term }) => String(term))]);
  return [...terms.filter((term) => term.forms.join(' ') !== typed?.forms.join(' ')), { forms: [...all] }];
}

/** BM25, larger is better. */
export function rankKeywords(
  { db, directory }: View,
  terms: readonly QueryTerm[],
  admission: Admission,
  limit: number,
): Ranked[] {
  const find = prepared(db, OCCURRENCES);
  const scores = new Float64Array(directory.end());
  const counts = new Uint32Array(directory.end());
  const averageLength = admission.totalLength / Math.max(1, admission.size);
  const touched: number[] = [];
  for (const { forms } of terms) {
    const keys = countInto(counts, find, forms, admission);
    const weight = inverseFrequency(admission.size, keys.length);
    for (const key of keys) {
      if (scores[key] === 0) touched.push(key);
      const worth = saturation(counts[key] as number, directory.lengthOf(key), averageLength);
      scores[key] = (scores[key] as number) + weight * worth;
      counts[key] = 0;
    }
  }
  const best = createTop(limit);
  for (const key of touched) best.offer(key, scores[key] as number);
  return best.sorted();
}

/** Adds up the occurrences of all forms; gives the admitted keys that have any. */
function countInto(
  counts: Uint32Array,
  find: StatementSync,
  forms: readonly string[],
  admission: Admission,
): number[] {
  const keys: number[] = [];
  for (const form of forms) {
    for (const key of JSON.parse(String(find.get(form)?.keys ?? '[]')) as number[]) {
      if (!admission.has(key)) continue;
      if (counts[key] === 0) keys.push(key);
      counts[key] = (counts[key] as number) + 1;
    }
  }
  return keys;
}

/** Only passages that have every phrase, each in one of the languages of the collection. */
export function admitPhrases(view: View, phrases: readonly string[], admission: Admission): Admission {
  const find = view.db.prepare('SELECT rowid key FROM words WHERE words MATCH ?');
  return phrases.reduce((left, phrase) => {
    // Terms hold only letters and digits: inside quotes there is nothing left that could be syntax.
    const ways = view.settings.languages
      .map((language) => phraseParts(phrase, language).map((part) => `"${part.join(' ')}"`))
      .filter((parts) => parts.length > 0)
      .map((parts) => `(${parts.join(' AND ')})`);
    if (ways.length === 0) return left;
    const rows = find.all([...new Set(ways)].join(' OR '));
    return view.directory.narrow(
      left,
      rows.map(({ key }) => Number(key)),
    );
  }, admission);
}
