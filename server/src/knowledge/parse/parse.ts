import { extname } from 'node:path';
import { knowledgeErrors } from '../errors.ts';
import { htmlSections } from './html.ts';
import { markdownSections } from './markdown.ts';
import { MAX_DOCUMENT_LENGTH, type Section, tidy } from './parsed.ts';
import { pdfSections } from './pdf.ts';
import { decodeHtml, decodeText } from './text.ts';

type Kind = 'pdf' | 'html' | 'markdown' | 'text';

const KINDS: Record<string, Kind> = {
  '.pdf': 'pdf',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.txt': 'text',
  '.text': 'text',
  '.log': 'text',
  '.rst': 'text',
  '.csv': 'text',
  '.json': 'text',
};

/** What a document is read as, told by its name. Throws `document_type_unsupported`. */
export function kindOf(name: string): Kind {
  const kind = KINDS[extname(name).toLowerCase()];
  if (!kind) throw knowledgeErrors.document_type_unsupported(name);
  return kind;
}

async function sectionsOf(name: string, bytes: Uint8Array): Promise<Section[]> {
  switch (kindOf(name)) {
    case 'pdf':
      return pdfSections(bytes);
    case 'html':
      return htmlSections(decodeHtml(bytes));
    case 'markdown':
      return markdownSections(decodeText(bytes));
    case 'text':
      return [{ text: tidy(decodeText(bytes)), heading: null, page: null }];
  }
}

/** Reads a document. Throws problems of the `knowledge` catalogue, each with the reason. */
export async function parseDocument(name: string, bytes: Uint8Array): Promise<Section[]> {
  const sections = (await sectionsOf(name, bytes)).filter((section) => section.text !== '');
  if (sections.length === 0) throw knowledgeErrors.document_empty();
  const length = sections.reduce((sum, section) => sum + section.text.length, 0);
  if (length > MAX_DOCUMENT_LENGTH) throw knowledgeErrors.document_too_long(MAX_DOCUMENT_LENGTH);
  return sections;
}
