import { knowledgeErrors } from '../errors.ts';
import { epubSections } from './epub.ts';
import { htmlSections } from './html.ts';
import { kindOf } from './kinds.ts';
import { markdownSections } from './markdown.ts';
import { docxSections, xlsxSections } from './office.ts';
import { MAX_DOCUMENT_LENGTH, type Section, tidy, tidyIndented } from './parsed.ts';
import { pdfSections } from './pdf.ts';
import { drawnPages } from './pdf-pictures.ts';
import { pptxSections } from './pptx.ts';
import { csvSections } from './table.ts';
import { decodeHtml, decodeText } from './text.ts';

async function sectionsOf(name: string, bytes: Uint8Array): Promise<Section[]> {
  switch (kindOf(name)) {
    case 'pdf':
      return pdfSections(bytes);
    case 'html':
      return htmlSections(decodeHtml(bytes));
    case 'markdown':
      return markdownSections(decodeText(bytes));
    case 'docx':
      return docxSections(bytes);
    case 'xlsx':
      return xlsxSections(bytes);
    case 'pptx':
      return pptxSections(bytes);
    case 'epub':
      return epubSections(bytes);
    case 'csv':
      return csvSections(decodeText(bytes));
    case 'code':
      return [{ text: tidyIndented(decodeText(bytes)), heading: null, page: null, isCode: true }];
    case 'image':
      return [{ text: '', heading: null, page: 1 }];
    case 'text':
      return [{ text: tidy(decodeText(bytes)), heading: null, page: null }];
  }
}

/** Texts of pages that are pictures, by their numbers, as a model has read them: Markdown. */
export type SeenPages = Readonly<Record<number, string>>;

export interface Parsed {
  sections: Section[];
  /** Pages without text that have something to see on them, and were not seen yet. */
  pictures: number[];
}

/**
 * Reads a document. What is a picture is no text by itself: `pictures` says so, and `seen` is what was read of them.
 * Throws problems of the `knowledge` catalogue, each with the reason.
 */
export async function parseDocument(name: string, bytes: Uint8Array, seen: SeenPages = {}): Promise<Parsed> {
  const all = await sectionsOf(name, bytes);
  const sections = all.flatMap((section) => withSeen(section, seen)).filter(({ text }) => text !== '');
  const blank = all.flatMap(({ text, page }) => (text === '' && page !== null ? [page] : []));
  const pictures = await picturesAmong(
    name,
    bytes,
    blank.filter((page) => !(page in seen)),
  );
  if (sections.length === 0 && pictures.length === 0) throw knowledgeErrors.document_empty();
  const length = sections.reduce((sum, section) => sum + section.text.length, 0);
  if (length > MAX_DOCUMENT_LENGTH) throw knowledgeErrors.document_too_long(MAX_DOCUMENT_LENGTH);
  return { sections, pictures };
}

function withSeen(section: Section, seen: SeenPages): Section[] {
  const { page, text } = section;
  const read = text === '' && page !== null ? seen[page] : undefined;
  return read === undefined ? [section] : markdownSections(read).map((part) => ({ ...part, page }));
}

async function picturesAmong(name: string, bytes: Uint8Array, blank: number[]): Promise<number[]> {
  if (blank.length === 0) return [];
  switch (kindOf(name)) {
    case 'image':
      return blank;
    case 'pdf':
      return drawnPages(bytes, blank);
    default:
      return [];
  }
}
