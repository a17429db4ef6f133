// What a sentence says, as far as words tell: which words, numbers and names stand in it, and what it denies.
import { isStopWord, numbersIn, stem, wordsOf } from '../../language/index.ts';

export interface Facts {
  /** Words that mean something, stemmed, each once. Numbers are none of them. */
  words: Set<string>;
  numbers: Set<string>;
  /** Capitalised words that are probably names, in lower case. */
  names: Set<string>;
  /** Words that stand under a negation. */
  denied: Set<string>;
  /** Something is denied in so many words: "not", "without". */
  negates: boolean;
  /** Or it is said of all but some, or by a word that denies in itself: "except", "closed". */
  denies: boolean;
}

/** Content words that a negation reaches: it seldom means more than what follows at once. */
const NEGATION_REACH = 3;
const NEGATIONS = new Set(
  'not no never none nothing neither nor without cannot hardly unable fails failed'.split(' '),
);
/** Limits of what is said, and words that deny by themselves; they explain a "no" on the other side. */
const LIMITS = new Set(
  'except unless excluding only besides apart forbidden prohibited banned closed impossible absent lacks lack refused excluded stop stops stopped nobody instead'.split(
    ' ',
  ),
);
const CHINESE_NEGATION = /^(?:不|没|无|未|勿|莫|别|非)/;
/** Words that only begin like one. */
const NOT_NEGATIONS =
  /^(?:不同|不过|不仅|不但|不断|不管|不少|不久|不得不|无线|无论|未来|非常|非洲|别人|别的|没落|莫斯科)/;
const CHINESE_LIMITS = /除|仅|只有|禁止|关闭|谢绝|严禁/;
const CLAUSE_END = /[,;:.!?()，。；：！？、]|\b(?:but|although|while|whereas)\b|但|而/;
const CLAUSE_ENDS = /(?<!\d)[,:](?!\d)|[;!?()，。；：！？、]|\.(?!\d)|\b(?:but|although|while|whereas)\b|但/g;
const MIN_NAME_LENGTH = 2;
const POSSESSIVE = /['’]s$/;
const bare = (word: string) => word.toLowerCase().replace(POSSESSIVE, '');

interface Reading extends Facts {
  reach: number;
}

export function factsOf(text: string): Facts {
  const reading: Reading = {
    words: new Set(),
    numbers: numbersIn(text),
    names: namesIn(text),
    denied: new Set(),
    negates: false,
    denies: false,
    reach: 0,
  };
  let end = 0;
  for (const { word, start } of wordsOf(text)) {
    if (CLAUSE_END.test(text.slice(end, start + (isAscii(word) ? word.length : 1)).toLowerCase()))
      reading.reach = 0;
    end = start + word.length;
    read(reading, word.toLowerCase(), text.slice(end));
  }
  const { reach: _, ...facts } = reading;
  return facts;
}

const isAscii = (word: string) => /^[\x20-\x7f]+$/.test(word);
const isHan = (word: string) => /\p{Script=Han}/u.test(word);

function read(reading: Reading, word: string, after: string): void {
  if (isHan(word)) {
    readHan(reading, word);
    return;
  }
  if (NEGATIONS.has(word) || /n['’]t$/.test(word)) {
    if (word === 'not' && /^\s*only\b/i.test(after)) return;
    negate(reading);
    return;
  }
  if (LIMITS.has(word)) reading.denies = true;
  if (isStopWord(word) || /\d/.test(word) || numbersIn(word).size > 0) return;
  add(reading, stem(bare(word)));
}

function readHan(reading: Reading, word: string): void {
  const isNegation = CHINESE_NEGATION.test(word) && !NOT_NEGATIONS.test(word);
  if (isNegation) negate(reading);
  if (CHINESE_LIMITS.test(word)) reading.denies = true;
  const said = isNegation ? word.slice(1) : word;
  if (said === '' || isStopWord(said) || numbersIn(said).size > 0) return;
  if (said.length <= 2) add(reading, said);
  else for (let at = 0; at + 2 <= said.length; at++) add(reading, said.slice(at, at + 2));
}

function negate(reading: Reading): void {
  reading.negates = true;
  reading.denies = true;
  reading.reach = NEGATION_REACH;
}

function add(reading: Reading, word: string): void {
  reading.words.add(word);
  if (reading.reach > 0) {
    reading.reach -= 1;
    reading.denied.add(word);
  }
}

/** Words with a capital inside a sentence; at its beginning only such as "NASA" or "McKay", or two in a row. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  const words = wordsOf(text);
  words.forEach(({ word, start }, index) => {
    if (!/^\p{Lu}/u.test(word) || word.length < MIN_NAME_LENGTH || isStopWord(bare(word))) return;
    const isFirst = index === 0 || /[.!?:•*"“”「」]\s*$/.test(text.slice(0, start));
    const isMarked = /\p{L}\p{Lu}/u.test(word) || /^\p{Lu}/u.test(words[index + 1]?.word ?? '');
    const isOwner = POSSESSIVE.test(word) && !isStopWord(bare(word));
    if (!isFirst || isMarked || isOwner) names.add(bare(word));
  });
  return names;
}

/** The parts of a text between commas, stops and "but": what is denied in one is not denied in the next. */
export function clausesOf(text: string): string[] {
  return text.split(CLAUSE_ENDS).filter((clause) => clause.trim() !== '');
}

/** "construct" and "construction", "measure" and "measuring": what begins alike for long enough. */
const MIN_SHARED_LETTERS = 5;
const MIN_SHARED_PART = 0.6;

/** The word of the set that is the same or a form of it. */
export function matching(words: ReadonlySet<string>, word: string): string | undefined {
  if (words.has(word)) return word;
  if (word.length < MIN_SHARED_LETTERS || isHan(word)) return undefined;
  for (const other of words) {
    if (other.charCodeAt(0) !== word.charCodeAt(0)) continue;
    const longer = Math.max(other.length, word.length);
    const needed = Math.max(MIN_SHARED_LETTERS, Math.ceil(longer * MIN_SHARED_PART));
    if (other.length >= needed && other.startsWith(word.slice(0, needed)) && word.length >= needed)
      return other;
  }
  return undefined;
}
