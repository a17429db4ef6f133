const KEY = 'agenticgen.reloaded';
/** A second failure within this time is no update but something broken: it is shown. */
const ONCE_IN_MS = 20_000;

/** After an update of the server the parts of an open page are gone: the page is loaded anew, once. */
export function reloadWhenOutdated(
  window: Pick<Window, 'addEventListener' | 'sessionStorage' | 'location'>,
  now: () => number = Date.now,
): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(window.sessionStorage.getItem(KEY) ?? 0);
    if (now() - last < ONCE_IN_MS) return;
    window.sessionStorage.setItem(KEY, String(now()));
    event.preventDefault();
    window.location.reload();
  });
}
