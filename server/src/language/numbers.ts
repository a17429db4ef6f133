// Numbers as they are said: digits with separators, English words, Chinese numerals; each as one canonical text.

const DIGITS = /\d+(?:[ ,\u00a0\u202f]\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?/g;
const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Record<string, number> = { hundred: 100, thousand: 1_000, million: 1e6, billion: 1e9 };
/** "one" is mostly no number: "one of them", "no one". */
const MIN_WORD_VALUE = 2;

const NUMERAL =
  /[零〇一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十](?=[个名只条张次天年月日号米元岁层人小分秒周份])/g;
const NUMERALS: Record<string, number> = { 零: 0, 〇: 0, 两: 2 };
[...'一二三四五六七八九'].forEach((sign, index) => {
  NUMERALS[sign] = index + 1;
});
const STEPS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 };
const MYRIADS: Record<string, number> = { 万: 1e4, 亿: 1e8 };

/** The numbers that a text says, each once: "1,250", "1250" and "1 250" are the same. */
export function numbersIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [digits] of text.matchAll(DIGITS))
    found.add(String(Number(digits.replaceAll(/[ ,\u00a0\u202f]/g, ''))));
  for (const value of spelled(text.toLowerCase())) found.add(String(value));
  for (const [numeral] of text.matchAll(NUMERAL)) found.add(String(chinese(numeral)));
  return found;
}

function smallValueOf(word: string): number | undefined {
  const unit = UNITS.indexOf(word);
  if (unit >= 0) return unit;
  const ten = TENS.indexOf(word);
  return ten >= 2 ? ten * 10 : undefined;
}

/** "forty-six" is 46, "two hundred and five" 205; "three or four" are two numbers. */
function spelled(text: string): number[] {
  const values: number[] = [];
  let whole = 0;
  let part: number | null = null;
  const end = () => {
    if (part !== null && whole + part >= MIN_WORD_VALUE) values.push(whole + part);
    whole = 0;
    part = null;
  };
  for (const word of text.split(/[^a-z]+/)) {
    const value = smallValueOf(word);
    const scale = SCALES[word];
    if (value !== undefined) {
      const fits: boolean = part !== null && value < lowest(part);
      if (!fits) end();
      part = (part ?? 0) + value;
    } else if (scale !== undefined && part !== null) {
      if (scale === 100) part *= scale;
      else {
        whole += part * scale;
        part = 0;
      }
    } else if (word !== 'and' || part === null) end();
  }
  end();
  return values;
}

/** Below which a further word still belongs to the number: 40 takes a unit, 200 takes tens. */
function lowest(value: number): number {
  if (value === 0) return 1_000;
  if (value % 100 === 0) return 100;
  return value % 10 === 0 && value % 100 >= 20 ? 10 : 0;
}

function chinese(numeral: string): number {
  if (![...numeral].some((sign) => sign in STEPS || sign in MYRIADS))
    return Number([...numeral].map((sign) => NUMERALS[sign] ?? 0).join(''));
  let [whole, section, digit] = [0, 0, 0];
  for (const sign of numeral) {
    const step = STEPS[sign];
    const myriad = MYRIADS[sign];
    if (step !== undefined) {
      section += (digit || 1) * step;
      digit = 0;
    } else if (myriad !== undefined) {
      whole += (section + digit) * myriad;
      section = 0;
      digit = 0;
    } else digit = NUMERALS[sign] ?? 0;
  }
  return whole + section + digit;
}
