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

/**
 * Text in UTF-8, in UTF-16 with a byte order mark, in GB 18030 (and so GBK), or in Windows-1252.
 * Throws `document_not_text` for anything with zero bytes in it.
 */
export function decodeText(bytes: Uint8Array): string {
  const text =
    byMark(bytes) ??
    strictly('utf-8', bytes) ??
    strictly('gb18030', bytes) ??
    strictly('windows-1252', bytes);
  if (text === undefined || BINARY.test(text)) throw knowledgeErrors.document_not_text();
  return text;
}
