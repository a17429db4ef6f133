import type { ITEM_STATES } from './contract.ts';

/** A page or a file as it was found: a document to be. */
export interface Found {
  kind: 'found';
  /** Its address or path: the same at every synchronization. */
  item: string;
  name: string;
  bytes: Uint8Array;
  /** Absent where nothing can be asked for by. */
  validators?: Validators;
}

/** Why something is left out; the words are the page's. */
export const SKIP_REASONS = [
  'robots',
  'elsewhere',
  'not-wanted',
  'other-address',
  'media-type',
  'too-large',
  'too-deep',
  'no-files',
  'not-exported',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface LeftOut {
  kind: 'skipped' | 'failed';
  item: string;
  /** Of what failed, "http-500" or the words of the error. */
  reason: SkipReason | string;
}

/** By what a site tells whether a page has changed, with what else has to be known of a page that is not read again. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
  links: string[];
}

/** Its site says that it is as it was. */
export interface Unchanged {
  kind: 'unchanged';
  item: string;
}

/** It was asked for and is not there. */
export interface Gone {
  kind: 'gone';
  item: string;
}

export type ItemState = (typeof ITEM_STATES)[number];

const MAX_NAME_LENGTH = 120;
const UNWANTED = /[\p{Cc}\p{Cs}/\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]+/gu;

/** A name for a file, of whatever title: no path, nothing invisible. `ending` with its dot. */
export function fileNameOf(title: string, ending: string): string {
  const clean = title.normalize('NFC').replaceAll(UNWANTED, ' ').replaceAll(/\s+/g, ' ').trim();
  const cut = clean.slice(0, MAX_NAME_LENGTH).toWellFormed().trim();
  return `${cut.replace(/^\.+/, '') || 'page'}${ending}`;
}
