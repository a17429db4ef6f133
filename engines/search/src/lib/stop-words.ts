/** English words that say nothing about a subject. Dropped from queries only: the index keeps every word. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both
  but by can cannot could did do does doing done down during each either few for from further get got had has have
  having he her here hers him his how however i if in into is it its itself just may me might more most much must my
  no nor not of off on once one only or other our ours out over own per same shall she should since so some such than
  that the their them then there these they this those through to too under until up upon us use used using very was
  we were what when where whether which while who whom why will with within without would you your`
    .trim()
    .split(/\s+/),
);
