/** A path of our own to go back to; anything else, such as //elsewhere.example, is dropped. */
export function safePath(to: unknown): { to?: string } {
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to)) return {};
  return { to };
}
