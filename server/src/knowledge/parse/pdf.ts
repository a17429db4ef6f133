import { extractText, getDocumentProxy } from 'unpdf';
import { isProblem } from '../../problem/index.ts';
import { knowledgeErrors } from '../errors.ts';
import { type Section, tidy } from './parsed.ts';

/** A PDF says what it is within its first kilobyte. */
const HEAD_BYTES = 1024;

function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEAD_BYTES)).includes('%PDF-');
}

/** The text layer, a section for each page, empty where it has none. Throws `document_not_pdf`, `document_encrypted` or `document_damaged`. */
export async function pdfSections(bytes: Uint8Array): Promise<Section[]> {
  if (!isPdf(bytes)) throw knowledgeErrors.document_not_pdf();
  try {
    const document = await getDocumentProxy(new Uint8Array(bytes));
    const { text } = await extractText(document, { mergePages: false });
    return text.map((page, index) => ({ text: tidy(page), heading: null, page: index + 1 }));
  } catch (error) {
    if (isProblem(error)) throw error;
    if ((error as Error).name === 'PasswordException') throw knowledgeErrors.document_encrypted();
    throw knowledgeErrors.document_damaged();
  }
}
