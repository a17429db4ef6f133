import { knowledgeErrors } from '../errors.ts';

const BINARY = /\u0000/;

function strictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return strictly('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return strictly('utf-16be', bytes);
  return undefined;
}

/** Bytes from here on begin a sign of two bytes in GB 18030. */
const FIRST_LEAD = 0x81;
/** From here on lie the second bytes of the common signs (GB 2312); an accented letter is followed by ASCII. */
const FIRST_COMMON = 0xa1;

/** Nearly every Western text can be read as GB 18030, with rare signs for "\u00fcr" and the like. */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    if ((bytes[at] as number) < FIRST_LEAD) continue;
    at++;
    pairs++;
    if ((bytes[at] as number) >= FIRST_COMMON) common++;
  }
  return common * 2 > pairs;
}

function checked(text: string | undefined): string {
  if (text === undefined || BINARY.test(text)) throw knowledgeErrors.document_not_text();
  return text;
}

function unmarked(bytes: Uint8Array): string | undefined {
  return (looksChinese(bytes) ? strictly('gb18030', bytes) : undefined) ?? strictly('windows-1252', bytes);
}

/**
 * Text in UTF-8, in UTF-16 with a byte order mark, in GB 18030 (and so GBK), or in Windows-1252.
 * Throws `document_not_text` for anything with zero bytes in it.
 */
export function decodeText(bytes: Uint8Array): string {
  return checked(byMark(bytes) ?? strictly('utf-8', bytes) ?? unmarked(bytes));
}

/** A page names its encoding within its first kilobyte (HTML standard, 4.2.5.4). */
const HEAD_BYTES = 1024;
const DECLARED = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i;

/** HTML in UTF-8, in the encoding that it names, or as `decodeText` reads it. */
export function decodeHtml(bytes: Uint8Array): string {
  const label = DECLARED.exec(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1'))?.[1];
  const named = label === undefined ? undefined : strictly(label, bytes);
  return checked(byMark(bytes) ?? strictly('utf-8', bytes) ?? named ?? unmarked(bytes));
}
