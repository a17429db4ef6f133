/** Browsers drop tabs and line ends from addresses: what is behind one may be a second slash. */
const CONTROL = /\p{Cc}/u;

/** A path of our own to go back to; anything else, such as //elsewhere.example, is dropped. */
export function safePath(to: unknown): { to?: string } {
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to) || CONTROL.test(to)) return {};
  return { to };
}
