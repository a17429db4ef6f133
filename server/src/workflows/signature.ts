import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the time of a signature may be from our clock. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;

/** Of `<t>.<body>`, in hex. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

/** The signature that holds, or null. All that are given are compared, each in constant time. */
export function verifySignature(
  header: string | undefined,
  { secret, body, now }: { secret: string; body: string; now: number },
): string | null {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const seconds = Number(parts.find(([name]) => name === 't')?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(seconds)) return null;
  if (Math.abs(now - seconds * 1_000) > SIGNATURE_TOLERANCE_MS) return null;
  const right = Buffer.from(signatureOf(secret, seconds, body));
  const given = parts.flatMap(([name, value]) => (name === 'v1' && value ? [Buffer.from(value)] : []));
  const holds = given.map((one) => one.length === right.length && timingSafeEqual(one, right));
  return holds.includes(true) ? right.toString() : null;
}
