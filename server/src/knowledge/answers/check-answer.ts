// Each sentence of an answer against the passages that it cites.
import { setImmediate as breathe } from 'node:timers/promises';
import { isChinese, type Span } from '../../language/index.ts';
import type { CheckedClaim, CitedSpan } from '../answers-contract.ts';
import { checkWords, MIN_SCORE, type ReadEvidence, readEvidence, type WordVerdict } from './check-words.ts';
import { type Claim, claimsOf } from './claims.ts';

/** A passage as an answer cites it. `start` and `end` are offsets into the text of the document. */
export interface CitedPassage extends Span {
  index: number;
  quote: string;
  heading: string | null;
  documentName: string;
}

/** Below this part of the least score a mark has nothing to do with its sentence. */
const UNRELATED = 0.5;
/** Claims that are checked before others get their turn. */
const CLAIMS_AT_ONCE = 5;

interface Read {
  passage: CitedPassage;
  evidence: ReadEvidence;
}

/** Rules alone. Where `marksOnly`, sentences that cite nothing are not looked at: they may rest on other things. */
export async function checkAnswer(
  answer: string,
  passages: readonly CitedPassage[],
  { marksOnly }: { marksOnly: boolean },
): Promise<CheckedClaim[]> {
  const read = passages.map(
    (passage): Read => ({
      passage,
      evidence: readEvidence({ text: passage.quote, around: aroundOf(passage) }),
    }),
  );
  const checked: CheckedClaim[] = [];
  for (const [index, claim] of claimsOf(answer).entries()) {
    const hasOwn = claim.marks.length > 0 && !claim.inherits;
    if (hasOwn || !marksOnly) checked.push(checkClaim(claim, read));
    if (index % CLAIMS_AT_ONCE === CLAIMS_AT_ONCE - 1) await breathe();
  }
  return checked;
}

const aroundOf = ({ heading, documentName }: CitedPassage) => `${heading ?? ''} · ${documentName}`;

interface Held extends Read {
  verdict: WordVerdict;
}

function checkClaim(claim: Claim, read: readonly Read[]): CheckedClaim {
  const hold = (one: Read): Held => ({ ...one, verdict: checkWords(claim.text, one.evidence) });
  const own = read.filter(({ passage }) => claim.marks.includes(passage.index)).map(hold);
  const known = own.filter(({ verdict }) => verdict.score >= MIN_SCORE * UNRELATED);
  const ownMarks = claim.inherits ? [] : claim.marks;
  const wrong = ownMarks.filter((mark) => !known.some(({ passage }) => passage.index === mark));
  const base = { start: claim.start, end: claim.end, marks: claim.marks, better: null };
  const saying = own.filter(({ verdict }) => verdict.fault === null);
  if (saying.length > 0)
    return { ...base, wrong, state: 'supported', fault: null, spans: saying.map(spanOf) };
  if (known.length > 1 && saysTogether(claim, known))
    return { ...base, wrong, state: 'supported', fault: null, spans: known.map(spanOf) };
  if (own.length > 0 && own.every(({ passage }) => isForeign(claim.text, passage.quote)))
    return { ...base, wrong: [], state: 'unchecked', fault: null, spans: [] };
  const other = read
    .filter(({ passage }) => !claim.marks.includes(passage.index))
    .map(hold)
    .filter(({ verdict }) => verdict.fault === null)
    .sort((a, b) => b.verdict.score - a.verdict.score)[0];
  if (other) {
    const state = claim.marks.length > 0 ? 'miscited' : 'uncited';
    return {
      ...base,
      wrong: ownMarks,
      state,
      fault: null,
      better: other.passage.index,
      spans: [spanOf(other)],
    };
  }
  const nearest = [...own].sort((a, b) => b.verdict.score - a.verdict.score)[0];
  const fault = nearest?.verdict.fault ?? (claim.marks.length > 0 ? 'words' : 'uncited');
  return { ...base, wrong, state: 'unsupported', fault, spans: known.map(spanOf) };
}

/** A Chinese sentence on an English passage, or the other way round. */
const isForeign = (claim: string, passage: string) => isChinese(claim) !== isChinese(passage);

/** A sentence may take one half from one passage and one from another. */
function saysTogether(claim: Claim, known: readonly Held[]): boolean {
  const text = known
    .map(({ passage, verdict: { span } }) => passage.quote.slice(span.start, span.end))
    .join(' ');
  const around = known.map(({ passage }) => aroundOf(passage)).join(' · ');
  return checkWords(claim.text, readEvidence({ text, around })).fault === null;
}

/** From offsets into the passage to those of the document, where the passage is the document's own text. */
function spanOf({ passage, verdict: { span } }: Held): CitedSpan {
  const { index, start, end, quote } = passage;
  const words = quote.slice(span.start, span.end);
  if (end - start !== quote.length) return { index, start, end, quote: words };
  return { index, start: start + span.start, end: start + span.end, quote: words };
}

/** The citations with the place that the first sentence rests on which cites them, in place of the whole passage. */
export function narrowed<C extends CitedPassage>(
  citations: readonly C[],
  claims: readonly CheckedClaim[],
): C[] {
  const spans = claims.filter(({ state }) => state === 'supported').flatMap((claim) => claim.spans);
  return citations.map((citation) => {
    const span = spans.find(({ index }) => index === citation.index);
    return span ? { ...citation, ...span } : citation;
  });
}
