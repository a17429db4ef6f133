/** English words and Chinese ones by which a question asks for a number: an amount, a size, an age, a time. */
const ASKS_FOR_NUMBER = new RegExp(
  [
    String.raw`\bhow (?:many|much|long|old|tall|high|wide|deep|far|fast|big|large|heavy|often)\b`,
    String.raw`\b(?:when|what (?:year|time|date|price|size|age|height|weight|percentage)|cost|weigh)\b`,
    '多少|[几多][个名只条张次天年月号米元岁层人大高长远久重快]|哪一?年|何时|什么时候|价格|费用',
  ].join('|'),
  'i',
);

export const asksForNumber = (question: string): boolean => ASKS_FOR_NUMBER.test(question);
