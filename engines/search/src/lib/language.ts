// Which language a text is in, as far as that matters for the ends of its words: by the words that every sentence has.
export const LANGUAGES = [
  'english',
  'german',
  'french',
  'spanish',
  'italian',
  'portuguese',
  'dutch',
  'swedish',
  'danish',
  'norwegian',
  'finnish',
  'russian',
] as const;
export type Language = (typeof LANGUAGES)[number];

/** Words that stand for one language, or for few: a word of two languages counts for both. */
const MARKS: Record<Language, string> = {
  english: 'the of and to in is that for it with as was on are be this by at from or which an have not',
  german:
    'der die das und ist nicht ein eine von mit auf den dem im zu für sich auch es werden wird des als bei',
  french: 'le la les des est et une un que dans pour pas sur qui par avec ce du au cette sont ne plus aux',
  spanish: 'el la los las de que y en un una es por con para del se no su al como más pero sus esta fue',
  italian:
    'il lo la gli che di è e un una per non con del della sono nel da si alla dei come più questo anche',
  portuguese: 'o a os as que de e não um uma em para com do da no na por se dos das mais como foi ao são',
  dutch:
    'de het een en van is dat niet op te zijn voor met die aan door er ook bij naar wordt uit worden deze',
  swedish: 'och att det som en är av för den till på med inte har om ett var från vi men sig kan eller denna',
  danish: 'og at det en er af for den til på med ikke der har som de et var fra men sig kan eller denne blev',
  norwegian:
    'og at det en er av for den til på med ikke som har de et var fra men seg kan eller denne ble også',
  finnish:
    'ja on ei se että oli hän mutta kun ovat niin myös tai joka ole sen sekä mukaan kuin voi tämä olla',
  russian: 'и в не на что с по это как из за для его от но к все так же у был она они или при',
};

/** A text shorter than this many marks says too little to be taken from English. */
const MIN_MARKS = 2;
const MAX_WORDS_READ = 400;
const CYRILLIC = /\p{Script=Cyrillic}/u;

/** Places in `LANGUAGES`. */
const marked = new Map<string, number[]>();
for (const [place, language] of LANGUAGES.entries())
  for (const word of MARKS[language].split(' ')) marked.set(word, [...(marked.get(word) ?? []), place]);
const ENGLISH = LANGUAGES.indexOf('english');

/** English where nothing tells otherwise. `words` are in lower case. */
export function languageOf(words: readonly string[]): Language {
  const counts = new Uint32Array(LANGUAGES.length);
  const read = Math.min(words.length, MAX_WORDS_READ);
  for (let at = 0; at < read; at++) {
    const places = marked.get(words[at] as string);
    if (places) for (const place of places) counts[place] = (counts[place] as number) + 1;
  }
  const most = Math.max(...counts);
  if (most >= MIN_MARKS)
    return counts[ENGLISH] === most ? 'english' : (LANGUAGES[counts.indexOf(most)] as Language);
  return words.some((word) => CYRILLIC.test(word)) ? 'russian' : 'english';
}
