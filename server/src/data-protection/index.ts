export { createKeyring, type Keyring, loadSecretKey } from './keyring.ts';
