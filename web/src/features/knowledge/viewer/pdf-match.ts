// Where a stretch of extracted text stands on a page of a PDF. The server and the page extract with the same library,
// and differ in white space only: so white space is left out on both sides.

/** A place in the pieces of text that a page is made of: the piece and the offset in it. */
export interface Place {
  piece: number;
  offset: number;
}
/** `to` is after the last sign. `at` counts the signs of the page before it, without white space. */
export interface Found {
  from: Place;
  to: Place;
  at: number;
}

const isSpace = (sign: string) => /[\s\p{Cc}\p{Cf}]/u.test(sign);

interface Dense {
  text: string;
  /** Of each unit of the text. */
  places: Place[];
}

function dense(pieces: readonly string[]): Dense {
  const places: Place[] = [];
  let text = '';
  for (const [piece, of] of pieces.entries()) {
    for (let offset = 0; offset < of.length; ) {
      const sign = String.fromCodePoint(of.codePointAt(offset) as number);
      if (!isSpace(sign)) {
        const plain = sign.normalize('NFC').toLowerCase();
        text += plain;
        for (let unit = 0; unit < plain.length; unit++) places.push({ piece, offset });
      }
      offset += sign.length;
    }
  }
  return { text, places };
}

/** Signs of a text as they are counted in `Found.at`. */
export const signsOf = (text: string): number => dense([text]).text.length;

const after = ({ piece, offset }: Place, pieces: readonly string[]): Place => ({
  piece,
  offset: offset + String.fromCodePoint(pieces[piece]?.codePointAt(offset) ?? 0).length,
});

/** Every place where the pieces have the text, in order. */
export function locate(pieces: readonly string[], wanted: string): Found[] {
  const page = dense(pieces);
  const sought = dense([wanted]).text;
  const found: Found[] = [];
  if (sought === '') return found;
  for (let at = page.text.indexOf(sought); at !== -1; at = page.text.indexOf(sought, at + sought.length)) {
    const [from, last] = [page.places[at], page.places[at + sought.length - 1]];
    if (from && last) found.push({ from, to: after(last, pieces), at });
  }
  return found;
}

/** The one of several that begins where so many signs are before it, or nearest to that: texts that people changed differ. */
export const nearestTo = (found: readonly Found[], signsBefore: number): Found | undefined =>
  found.toSorted((a, b) => Math.abs(a.at - signsBefore) - Math.abs(b.at - signsBefore))[0];
