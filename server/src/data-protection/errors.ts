import { defineErrors } from '../problem/index.ts';

export const dataProtectionErrors = defineErrors({
  secret_key_invalid: {
    status: 500,
    message: (path: string) => `Cannot load secret key: ${path} does not hold 64 hexadecimal characters`,
    fix: 'Restore the key file from a backup; without it stored provider keys cannot be read',
  },
  ciphertext_invalid: {
    status: 500,
    message: () => 'Cannot decrypt: the ciphertext was changed or belongs to another key or place',
    fix: 'Restore the secret key file that this data was written with, or enter the secret again',
  },
});
