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
/** A shorter text is no secret: taking it out would tear words apart. */
const MIN_KNOWN_LENGTH = 6;

/** The text without what looks like a key, and without the secrets that are known, such as a tool's own. */
export function removeSecrets(text: string, known: readonly string[] = []): string {
  const own = known
    .filter((secret) => secret.length >= MIN_KNOWN_LENGTH)
    .reduce((clean, secret) => clean.replaceAll(secret, REMOVED), text);
  return SECRETS.reduce((clean, pattern) => clean.replace(pattern, REMOVED), own);
}

/** The same for all texts inside of a value. */
export function removeSecretsIn(value: unknown, known: readonly string[] = []): unknown {
  if (typeof value === 'string') return removeSecrets(value, known);
  if (Array.isArray(value)) return value.map((item) => removeSecretsIn(item, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, removeSecretsIn(item, known)]));
}
