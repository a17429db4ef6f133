import { unzipSync, zipSync } from 'fflate';
import { isProblem } from '../../problem/index.ts';
import { knowledgeErrors } from '../errors.ts';

/** What all entries may say that they unpack to: a document of pictures is large, a bomb is larger. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
export const MAX_ENTRIES = 20_000;

/** A file that is a ZIP of parts: Office Open XML (ECMA-376) and EPUB. */
export interface Archive {
  names: readonly string[];
  bytes(name: string): Uint8Array | undefined;
  /** Decoded as UTF-8, which these formats ask for. Throws `document_damaged` where there is no such part. */
  text(name: string): string;
  /** The same parts in a ZIP whose sizes are true, for libraries that unpack by themselves. */
  repacked(): Buffer;
}

const ZIP = 'PK\u0003\u0004';
/** Compound files: old Office formats, and new ones under a password (MS-OFFCRYPTO 2.3). */
const COMPOUND = '\u00d0\u00cf\u0011\u00e0';
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
const FLAGS_AT = 6;
const ENCRYPTED_FLAG = 1;

/**
 * Unpacks what `wanted` names. Sizes are looked at before anything is unpacked, and nothing gets larger than it said.
 * Throws `document_encrypted`, `document_not_as_named`, `document_unpacks_too_large` or `document_damaged`.
 */
export function openArchive(bytes: Uint8Array, kind: string, wanted: (name: string) => boolean): Archive {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (head === COMPOUND && Buffer.from(bytes).includes(ENCRYPTED_PACKAGE))
    throw knowledgeErrors.document_encrypted();
  if (head !== ZIP) throw knowledgeErrors.document_not_as_named(kind);
  if (((bytes[FLAGS_AT] ?? 0) & ENCRYPTED_FLAG) !== 0) throw knowledgeErrors.document_encrypted();
  const parts = unpack(bytes, wanted);
  return {
    names: Object.keys(parts),
    bytes: (name) => (Object.hasOwn(parts, name) ? parts[name] : undefined),
    text(name) {
      const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
      if (!part) throw knowledgeErrors.document_damaged();
      return new TextDecoder().decode(part);
    },
    repacked: () => Buffer.from(zipSync(parts, { level: 0 })),
  };
}

function unpack(bytes: Uint8Array, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  let entries = 0;
  let unpacked = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        entries += 1;
        unpacked += originalSize;
        if (entries > MAX_ENTRIES || unpacked > MAX_UNPACKED_BYTES)
          throw knowledgeErrors.document_unpacks_too_large(MAX_UNPACKED_BYTES);
        return !name.endsWith('/') && wanted(name);
      },
    });
  } catch (error) {
    throw isProblem(error) ? error : knowledgeErrors.document_damaged();
  }
}
