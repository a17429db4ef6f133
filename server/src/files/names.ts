import { extname } from 'node:path';
import { MAX_FILE_NAME_LENGTH } from './contract.ts';
import { fileErrors } from './errors.ts';

const FORBIDDEN = /[\p{Cc}\p{Cs}/\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u;

/** A name for one file in one area: no path, nothing invisible. Throws `file_name_invalid`. */
export function checkFileName(name: string): string {
  const clean = name.normalize('NFC').trim();
  const valid = clean !== '' && clean !== '.' && clean !== '..' && clean.length <= MAX_FILE_NAME_LENGTH;
  if (!valid || FORBIDDEN.test(clean)) throw fileErrors.file_name_invalid();
  return clean;
}

const MEDIA_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.py': 'text/x-python',
  '.js': 'text/javascript',
  '.ts': 'text/x-typescript',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Told by the name alone: what a client claims is not believed. */
export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}

/** Images that browsers show without running anything. SVG is not among them. */
export function isSafeImage(mediaType: string): boolean {
  return ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(mediaType);
}
