import { Parser } from 'htmlparser2';
import { normalAddress } from './address.ts';

/** Of one page no more links are followed. */
export const MAX_LINKS = 2_000;
/** How deep elements may lie in each other, looked at after each piece of a page. */
const MAX_DEPTH = 1_000;
const PIECE_LENGTH = 8_192;
const MAX_TITLE_LENGTH = 200;
/** A part that calls itself the main one and has less than this is not it. */
const MIN_MAIN_LENGTH = 200;

/** Neither read nor looked into for links. */
const UNSEEN = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'head']);
/** Its links count, its words are the site's and not the page's. */
const FURNITURE = new Set(['nav', 'footer', 'aside', 'form', 'button', 'dialog']);
const KEPT = new Set(
  'h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd table thead tbody tfoot tr td th pre code blockquote figure figcaption br hr div section article'.split(
    ' ',
  ),
);
const EMPTY = new Set(['br', 'hr']);

export interface ReadPage {
  title: string | null;
  /** Its words with the elements that give them structure, without attributes: the same page gives the same. */
  content: string;
  /** Normal addresses, each once. */
  links: string[];
  /** The address that the page says it has. */
  canonical: string | null;
  /** The page asks not to be kept; not to be followed. */
  noIndex: boolean;
  noFollow: boolean;
}

/**
 * Reads a page in one pass, in time linear in its length. Nothing in it is run or fetched. Null for one that is nested
 * deeper than people write: it would take hours.
 */
export function readPage(html: string, address: string): ReadPage | null {
  const walk = createWalk(address);
  let depth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth++;
      walk.open(name, attributes);
    },
    onclosetag(name) {
      depth--;
      walk.close(name);
    },
    ontext: walk.text,
  });
  for (let at = 0; at < html.length; at += PIECE_LENGTH) {
    parser.write(html.slice(at, at + PIECE_LENGTH));
    if (depth > MAX_DEPTH) return null;
  }
  parser.end();
  return walk.result();
}

function createWalk(address: string) {
  const links = new Set<string>();
  const whole = createContent();
  const main = createContent();
  let [base, title, inTitle] = [address, '', false];
  let [unseen, furniture, inMain] = [0, 0, 0];
  let canonical: string | null = null;
  let [noIndex, noFollow] = [false, false];

  function link(attributes: Record<string, string>): void {
    if (links.size >= MAX_LINKS || /\bnofollow\b/i.test(attributes.rel ?? '')) return;
    const found = attributes.href === undefined ? null : normalAddress(attributes.href, base);
    if (found) links.add(found);
  }

  function meta({ name = '', content = '' }: Record<string, string>): void {
    if (!/^(?:robots|agenticgen)$/i.test(name)) return;
    noIndex ||= /\b(?:noindex|none)\b/i.test(content);
    noFollow ||= /\b(?:nofollow|none)\b/i.test(content);
  }

  function head(name: string, attributes: Record<string, string>): void {
    if (name === 'base' && attributes.href) base = URL.parse(attributes.href, address)?.href ?? base;
    else if (name === 'meta') meta(attributes);
    else if (name === 'link' && /\bcanonical\b/i.test(attributes.rel ?? ''))
      canonical ??= normalAddress(attributes.href ?? '', base);
    else if (name === 'title' && title === '') inTitle = true;
  }

  const written = () => (unseen + furniture > 0 ? [] : inMain > 0 ? [whole, main] : [whole]);

  return {
    open(name: string, attributes: Record<string, string>) {
      head(name, attributes);
      if (name === 'a') link(attributes);
      if (UNSEEN.has(name)) unseen++;
      if (FURNITURE.has(name)) furniture++;
      if (name === 'main' || attributes.role === 'main') inMain++;
      else if (inMain > 0 && !EMPTY.has(name)) inMain++;
      if (KEPT.has(name)) for (const content of written()) content.open(name);
    },
    close(name: string) {
      if (name === 'title') inTitle = false;
      if (KEPT.has(name) && !EMPTY.has(name)) for (const content of written()) content.close(name);
      if (UNSEEN.has(name)) unseen--;
      if (FURNITURE.has(name)) furniture--;
      if (inMain > 0 && !EMPTY.has(name)) inMain--;
    },
    text(text: string) {
      if (inTitle) title += text;
      else for (const content of written()) content.text(text);
    },
    result(): ReadPage {
      const chosen = main.length() >= MIN_MAIN_LENGTH ? main : whole;
      return {
        title: title.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_TITLE_LENGTH).toWellFormed() || null,
        content: chosen.html(),
        links: [...links],
        ...{ canonical, noIndex, noFollow },
      };
    },
  };
}

function createContent() {
  const parts: string[] = [];
  let length = 0;
  return {
    open: (name: string) => void parts.push(`<${name}>`),
    close: (name: string) => void parts.push(`</${name}>`),
    text(text: string) {
      length += text.trim().length;
      parts.push(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    },
    /** Of its words. */
    length: () => length,
    html: () => parts.join('').replaceAll(/(?:<(\w+)><\/\1>)+/g, ''),
  };
}
