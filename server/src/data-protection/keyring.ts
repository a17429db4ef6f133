import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { dataProtectionErrors } from './errors.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How a sealed text begins, so that another form can come after this one. */
const FORM = 'v1.';

export interface Keyring {
  /** A 32-byte key for one purpose, derived from the secret key (HKDF-SHA256, RFC 5869). */
  derive(purpose: string): Buffer;
  /** Encrypts with AES-256-GCM. `place` is authenticated: a ciphertext moved to another row does not open. */
  seal(plaintext: string, place: string): string;
  /** Throws `ciphertext_invalid` where key, place or bytes differ. */
  open(sealed: string, place: string): string;
}

export function createKeyring(secretKey: Buffer): Keyring {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), `agenticgen/${purpose}`, KEY_BYTES));
  const sealingKey = derive('seal');

  function seal(plaintext: string, place: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(place));
    const bytes = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return `${FORM}${Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64url')}`;
  }

  function open(sealed: string, place: string): string {
    try {
      const bytes = bytesOf(sealed);
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch {
      throw dataProtectionErrors.ciphertext_invalid();
    }
  }

  return { derive, seal, open };
}

/** Throws where the form is another: a short tag would be easier to forge. */
function bytesOf(sealed: string): Buffer {
  const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
  if (!sealed.startsWith(FORM) || bytes.length < NONCE_BYTES + TAG_BYTES) {
    throw dataProtectionErrors.ciphertext_invalid();
  }
  return bytes;
}

function read(path: string): Buffer {
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw dataProtectionErrors.secret_key_invalid(path);
  return Buffer.from(text, 'hex');
}

/** Written beside and linked into place, so that two first starts agree on one key and none is half there. */
function make(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}.new`;
  synced(openSync(draft, 'wx', 0o600), (file) =>
    writeSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`),
  );
  try {
    linkSync(draft, path);
    synced(openSync(folder, 'r'), () => undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function synced(file: number, act: (file: number) => void): void {
  try {
    act(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads the key file, making it at the first start (mode 0600). Throws `secret_key_invalid`. */
export function loadSecretKey(path: string): Buffer {
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    make(path);
    return read(path);
  }
}
