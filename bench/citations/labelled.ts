// Sentences with the passage they are said to rest on, and what is wrong with them: made of Cranfield's abstracts by
// rules that are written here, and written by hand beside this file.
import { readFileSync } from 'node:fs';
import type { Abstract } from '../retrieval/cranfield.ts';

export const KINDS = ['supported', 'number', 'negation', 'name', 'words'] as const;
export type Kind = (typeof KINDS)[number];

export interface Labelled {
  claim: string;
  passage: string;
  around: string;
  kind: Kind;
  /** Of the text that it is made of: halves are cut between texts, never through one. */
  source: number;
}

interface Written {
  around: string;
  passage: string;
  claims: [string, Kind][];
}

const MIN_WORDS = 9;
const MAX_WORDS = 45;
const TRUNCATED = 0.35;

/** Words of reports that say nearly the same: an answer seldom repeats a source letter by letter. */
const REWORDED: Record<string, string> = Object.fromEntries(
  'investigation:study study:investigation presented:given obtained:found determined:established shown:demonstrated results:findings method:approach effect:influence effects:influences investigated:examined calculated:computed large:considerable small:little discussed:treated considered:treated developed:derived agreement:accordance values:figures experimental:measured theoretical:analytical compared:set-beside analysis:treatment described:reported indicated:suggested conducted:done problem:question increase:rise decrease:drop important:significant various:several good:close range:span data:measurements made:carried-out used:employed'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const NAMES = [
  'Blasius',
  'Prandtl',
  'Reynolds',
  'Stokes',
  'Karman',
  'Mach',
  'Newton',
  'Rayleigh',
  'Lees',
  'Lighthill',
];
const NUMBER = /(?<![\w.])\d+(?:\.\d+)?(?![\w])/;
const VERB = /\b(is|are|was|were|has been|have been|can be|will be)\b(?! not\b)/;

/** Abstracts are in lower case, with a space before each stop: sentences get their capitals back, names theirs. */
export function asProse(text: string): string {
  const joined = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,;:)])/g, '$1')
    .replaceAll('( ', '(');
  const named = NAMES.reduce(
    (said, name) => said.replaceAll(new RegExp(`\\b${name.toLowerCase()}\\b`, 'g'), name),
    joined.trim(),
  );
  return named.replaceAll(
    /(^|\. )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

const sentences = (text: string) => text.split(/(?<=\.) (?=[A-Z])/);

export function writtenSet(): Labelled[] {
  const texts = JSON.parse(readFileSync(new URL('written.json', import.meta.url), 'utf8')) as Written[];
  return texts.flatMap(({ around, passage, claims }, source) =>
    claims.map(([claim, kind]) => ({ claim, passage, around, kind, source })),
  );
}

/**
 * Of each abstract one sentence: reworded and shortened but true; with a number, a negation or a name changed where it
 * has one; and true of its own abstract but cited to the one that shares most words with it, where it is not said.
 */
export function cranfieldSet(abstracts: readonly Abstract[], every = 2): Labelled[] {
  const texts = abstracts.map(({ title, text }) => ({ title: asProse(title), text: bodyOf(title, text) }));
  const neighbours = neighboursOf(texts.map(({ text }) => text));
  return texts.flatMap(({ title, text }, source) => {
    if (source % every !== 0) return [];
    const usable = sentences(text).filter((sentence) => {
      const { length } = sentence.split(' ');
      return length >= MIN_WORDS && length <= MAX_WORDS;
    });
    const sentence = usable[source % Math.max(1, usable.length)];
    const other = texts[neighbours[source] ?? -1];
    if (!sentence || !other) return [];
    const made: Partial<Record<Kind, string | null>> = {
      supported: sentence,
      number: withOtherNumber(usable.find((one) => NUMBER.test(one))),
      negation: withNegation(usable.find((one) => VERB.test(one) || / not /.test(one))),
      name: withOtherName(
        usable.find((one) => NAMES.some((name) => one.includes(name))),
        text,
      ),
    };
    const own = Object.entries(made).flatMap(([kind, claim]) =>
      claim
        ? [
            {
              claim: finish(kind, reworded(claim), source),
              passage: text,
              around: title,
              kind: kind as Kind,
              source,
            },
          ]
        : [],
    );
    const elsewhere = { passage: other.text, around: other.title, kind: 'words' as const, source };
    return [...own, { claim: shortened(reworded(sentence), source), ...elsewhere }];
  });
}

/** The text begins with the title again. */
function bodyOf(title: string, text: string): string {
  const body = text.startsWith(title) ? text.slice(title.length) : text;
  return asProse(body.replace(/^[\s.]+/, ''));
}

/** Words are replaced by others of their meaning. */
function reworded(sentence: string): string {
  const words = sentence.split(' ').map((word) => {
    const [, core = '', rest = ''] = /^(.*?)([.,;:)]*)$/.exec(word) ?? [];
    const other = Object.hasOwn(REWORDED, core) ? REWORDED[core] : undefined;
    return other ? other.replace('-', ' ') + rest : word;
  });
  return words.join(' ');
}

/** Only what is true as a whole may lose a part: the change may lie in it. */
const finish = (kind: string, said: string, seed: number): string =>
  kind === 'supported' ? shortened(said, seed) : said;

/** Each third sentence loses what follows its last comma. */
function shortened(said: string, seed: number): string {
  const comma = said.lastIndexOf(', ');
  return seed % 3 === 0 && comma > said.length * (1 - TRUNCATED) ? `${said.slice(0, comma)}.` : said;
}

function withOtherNumber(sentence: string | undefined): string | null {
  return sentence?.replace(NUMBER, (number) => String(Number(number) * 2 + 1)) ?? null;
}

function withNegation(sentence: string | undefined): string | null {
  if (!sentence) return null;
  return / not /.test(sentence) ? sentence.replace(' not ', ' ') : sentence.replace(VERB, '$1 not');
}

/** A name that the abstract does not have. */
function withOtherName(sentence: string | undefined, text: string): string | null {
  const name = NAMES.find((one) => sentence?.includes(one));
  const other = NAMES.find((one) => !text.includes(one));
  return sentence && name && other ? sentence.replaceAll(name, other) : null;
}

/** For each text the other one that is nearest by rare shared words (cosine of tf-idf). */
function neighboursOf(texts: readonly string[]): number[] {
  const vectors = texts.map((text) => new Set(text.toLowerCase().match(/[a-z]{3,}/g) ?? []));
  const having = new Map<string, number[]>();
  vectors.forEach((words, index) => {
    for (const word of words) having.set(word, [...(having.get(word) ?? []), index]);
  });
  const rarity = (word: string) => Math.log(texts.length / (having.get(word)?.length ?? 1));
  return vectors.map((words, index) => {
    const scores = new Map<number, number>();
    for (const word of words)
      for (const other of having.get(word) ?? [])
        if (other !== index) scores.set(other, (scores.get(other) ?? 0) + rarity(word) ** 2);
    let best = -1;
    let top = 0;
    for (const [other, score] of scores) {
      const near = score / Math.sqrt((vectors[other]?.size ?? 0) + 1);
      if (near > top) [best, top] = [other, near];
    }
    return best;
  });
}
