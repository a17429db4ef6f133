/** Enter sends, Shift+Enter is a new line, and Enter that ends the writing of Chinese characters is neither. */
export function shouldSend(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode'>,
): boolean {
  // Safari ends the composition before the key event; 229 says that the input method took the key.
  const isComposing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !isComposing;
}
