import { removeSecrets } from '../data-protection/index.ts';
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
