import { MAX_MESSAGE_LENGTH } from './contract.ts';
import { chatErrors } from './errors.ts';

/** What was noticed in a message. The page tells the person; a secret is also kept from the model. */
export const FLAGS = ['secret_removed'] as const;
export type Flag = (typeof FLAGS)[number];

export interface Prepared {
  text: string;
  flags: Flag[];
}

/** Everything but line breaks and tabs among the control characters, and marks that reverse what is read. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Keys of well-known services, by their own documented prefixes, and private key blocks. */
const SECRETS = [
  /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  /\bag[kr]_[A-Za-z0-9_-]{40,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
];

const REMOVED = '[secret removed]';

function removeSecrets(text: string): string {
  return SECRETS.reduce((clean, pattern) => clean.replace(pattern, REMOVED), text);
}

/**
 * The first stage of a message: NFC, no invisible characters, within the limit, no secrets.
 * Throws `message_empty` or `message_too_long`.
 */
export function prepare(raw: string, attachments: number): Prepared {
  const visible = raw
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLE, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replace(LONE_SURROGATES, '\ufffd')
    .normalize('NFC')
    .trim();
  if (visible === '' && attachments === 0) throw chatErrors.message_empty();
  if (visible.length > MAX_MESSAGE_LENGTH)
    throw chatErrors.message_too_long(visible.length, MAX_MESSAGE_LENGTH);
  const text = removeSecrets(visible);
  return { text, flags: text === visible ? [] : ['secret_removed'] };
}
