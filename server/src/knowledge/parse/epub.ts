import { posix } from 'node:path';
import { knowledgeErrors } from '../errors.ts';
import { type Archive, openArchive } from './archive.ts';
import { htmlSections } from './html.ts';
import type { Section } from './parsed.ts';
import { decodeHtml } from './text.ts';
import { find, findAll, readXml, refuseEntities } from './xml.ts';

const CONTAINER = 'META-INF/container.xml';
const ENCRYPTION = 'META-INF/encryption.xml';
const PAGES = ['application/xhtml+xml', 'text/html'];
const TEXTS = /\.(?:xml|opf|x?html?|ncx)$/i;
const FONT = /\.(?:otf|ttf|woff2?)$/i;

/** EPUB: its chapters in reading order (EPUB 3.3, 5.7). Books under rights management are refused. */
export async function epubSections(bytes: Uint8Array): Promise<Section[]> {
  const archive = openArchive(bytes, 'EPUB', (name) => TEXTS.test(name));
  if (!archive.names.includes(CONTAINER)) throw knowledgeErrors.document_not_as_named('EPUB');
  refuseEncrypted(archive);
  const root = find(readXml(archive.text(CONTAINER)), 'rootfile')?.attributes['full-path'];
  if (!root) throw knowledgeErrors.document_damaged();
  const book = readXml(archive.text(root));
  const items = new Map(
    findAll(book, 'item', 'opf:item').map(({ attributes }) => [attributes.id, attributes]),
  );
  const chapters = findAll(book, 'itemref', 'opf:itemref').flatMap(({ attributes }) => {
    const item = items.get(attributes.idref);
    return item?.href && PAGES.includes(item['media-type'] ?? '') ? [pathOf(root, item.href)] : [];
  });
  return chapters.flatMap((path) => {
    const page = archive.bytes(path);
    if (!page) throw knowledgeErrors.document_damaged();
    const html = decodeHtml(page);
    refuseEntities(html);
    return htmlSections(html);
  });
}

function pathOf(root: string, href: string): string {
  const [path = ''] = href.split('#');
  return posix.join(posix.dirname(root), decodeURIComponent(path));
}

/** Fonts may be obfuscated in any book; texts are encrypted in those that are protected. */
function refuseEncrypted(archive: Archive): void {
  if (!archive.names.includes(ENCRYPTION)) return;
  const references = findAll(readXml(archive.text(ENCRYPTION)), 'CipherReference', 'enc:CipherReference');
  if (references.some(({ attributes }) => !FONT.test(attributes.URI ?? '')))
    throw knowledgeErrors.document_encrypted();
}
