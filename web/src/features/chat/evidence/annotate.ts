import type { CheckedClaim, MessagePart } from '../../../lib/api-types.ts';

/** Signs that no text has and that Markdown leaves alone (private use): they carry the number of a claim. */
export const SIGN = {
  mark: '\uE000',
  begin: '\uE001',
  begun: '\uE002',
  end: '\uE003',
  ended: '\uE004',
} as const;

/** Whether a sentence is marked for the reader. */
export const isFlagged = ({ state }: Pick<CheckedClaim, 'state'>): boolean =>
  state === 'unsupported' || state === 'miscited';

export function claimsOf(parts: readonly MessagePart[]): readonly CheckedClaim[] {
  return parts.flatMap((part) => (part.type === 'check' ? part.claims : []));
}

/**
 * The parts of an answer with signs in their texts: each mark knows the sentence it stands in, and sentences that are
 * flagged have a beginning and an end. Offsets of claims count in the texts joined by blank lines.
 */
export function annotated(parts: readonly MessagePart[]): readonly MessagePart[] {
  const claims = claimsOf(parts);
  if (claims.length === 0) return parts;
  let offset = 0;
  return parts.map((part) => {
    if (part.type !== 'text' || part.text === '') return part;
    const from = offset;
    offset += part.text.length + 2;
    return { ...part, text: withSigns(part.text, from, claims) };
  });
}

function withSigns(text: string, from: number, claims: readonly CheckedClaim[]): string {
  let signed = '';
  let at = 0;
  claims.forEach((claim, index) => {
    const [start, end] = [claim.start - from, claim.end - from];
    if (start < at || end > text.length) return;
    const said = text.slice(start, end).replaceAll(/\[(\d{1,3})\]/g, `[$1${SIGN.mark}${index}]`);
    const open = isFlagged(claim) ? SIGN.begin + index + SIGN.begun : '';
    const close = isFlagged(claim) ? SIGN.end + index + SIGN.ended : '';
    signed += text.slice(at, start) + open + said + close;
    at = end;
  });
  return signed + text.slice(at);
}
