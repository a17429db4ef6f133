import mammoth from 'mammoth';
import readSheets from 'read-excel-file/node';
import { isProblem } from '../../problem/index.ts';
import { knowledgeErrors } from '../errors.ts';
import { type Archive, openArchive } from './archive.ts';
import { htmlSections } from './html.ts';
import type { Section } from './parsed.ts';
import { tableSections } from './table.ts';
import { refuseDoctype } from './xml.ts';

/** Texts and how they hang together; pictures, fonts and macros are left where they are. */
const isText = (name: string) => name.endsWith('.xml') || name.endsWith('.rels');

/** Word, Excel and PowerPoint: the parts that hold text, checked. `main` is the part without which it is none of them. */
export function openOffice(bytes: Uint8Array, kind: string, main: string): Archive {
  const archive = openArchive(bytes, kind, isText);
  if (!archive.names.some((name) => name.startsWith(main))) throw knowledgeErrors.document_not_as_named(kind);
  for (const name of archive.names) refuseDoctype(archive.bytes(name) ?? new Uint8Array());
  return archive;
}

/** What a library says of a file is that it can't be read. */
async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw isProblem(error) ? error : knowledgeErrors.document_damaged();
  }
}

/** Word: headings, lists, tables, foot notes; pictures are passed over. */
export async function docxSections(bytes: Uint8Array): Promise<Section[]> {
  const archive = openOffice(bytes, 'DOCX', 'word/');
  const noPicture = mammoth.images.imgElement(async () => ({ src: '' }));
  const { value } = await reading(() =>
    mammoth.convertToHtml({ buffer: archive.repacked() }, { convertImage: noPicture }),
  );
  return htmlSections(`<body>${value}</body>`);
}

/** Excel: a section or more for each sheet. Formulas have the values that they had when the file was saved. */
export async function xlsxSections(bytes: Uint8Array): Promise<Section[]> {
  const archive = openOffice(bytes, 'XLSX', 'xl/');
  const sheets = await reading(() => readSheets(archive.repacked()));
  return sheets.flatMap(({ sheet, data }) =>
    tableSections(
      sheet,
      data.map((row) => row.map(cellText)),
    ),
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  const text = value.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}
