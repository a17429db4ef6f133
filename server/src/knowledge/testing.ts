export { type Made, privateWorld, WORDS } from './testing/private-world.ts';
