export { createKeyring, type Keyring, loadSecretKey } from './keyring.ts';
export { removeSecrets, removeSecretsIn } from './secrets.ts';
