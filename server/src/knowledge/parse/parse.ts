import { knowledgeErrors } from '../errors.ts';
import { epubSections } from './epub.ts';
import { htmlSections } from './html.ts';
import { kindOf } from './kinds.ts';
import { markdownSections } from './markdown.ts';
import { docxSections, xlsxSections } from './office.ts';
import { MAX_DOCUMENT_LENGTH, type Section, tidy, tidyIndented } from './parsed.ts';
import { pdfSections } from './pdf.ts';
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
