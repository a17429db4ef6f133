import { constants, deflateRawSync } from 'node:zlib';

interface PdfObject {
  head: string;
  stream?: Buffer;
}

/** A small whole PDF (ISO 32000-1): one page for each list of lines, in Helvetica, with a text layer. */
export function makePdf(pages: readonly (readonly string[])[]): Buffer {
  return pdfOf(pages.map((lines) => ({ head: '', stream: Buffer.from(textOf(lines), 'latin1') })));
}

const MEGABYTE = 1024 * 1024;

/** A PDF whose only page inflates from a kilobyte for each megabyte. One block is compressed and repeated (RFC 1951). */
export function makePdfBomb(megabytes: number): Buffer {
  const blank = Buffer.alloc(MEGABYTE, ' ');
  const block = deflateRawSync(blank, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const [begin, end] = [Buffer.from([0x78, 0xda]), Buffer.from([0x03, 0x00, 0, 0, 0, 1])];
  const stream = Buffer.concat([begin, ...Array.from({ length: megabytes }, () => block), end]);
  return pdfOf([{ head: '/Filter /FlateDecode', stream }]);
}

function textOf(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${line.replaceAll(/[\\()]/g, '\\$&')}) Tj T*`);
  return `BT /F1 12 Tf 60 760 Td 16 TL ${shown.join('\n')} ET`;
}

/** Objects: 1 catalogue, 2 pages, 3 font, then a page and its content in turns. */
function pdfOf(contents: readonly PdfObject[]): Buffer {
  const kids = contents.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects: PdfObject[] = [
    { head: '<< /Type /Catalog /Pages 2 0 R >>' },
    { head: `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>` },
    { head: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>' },
    ...contents.flatMap(({ head, stream = Buffer.alloc(0) }, index) => [
      {
        head: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      },
      { head: `<< /Length ${stream.length} ${head} >>`, stream },
    ]),
  ];
  return written(objects);
}

function written(objects: readonly PdfObject[]): Buffer {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = chunks[0]?.length ?? 0;
  const add = (bytes: Buffer) => {
    chunks.push(bytes);
    at += bytes.length;
  };
  for (const [index, { head, stream }] of objects.entries()) {
    offsets.push(at);
    add(Buffer.from(`${index + 1} 0 obj\n${head}\n`));
    if (stream) for (const part of [Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')]) add(part);
    add(Buffer.from('endobj\n'));
  }
  const start = at;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}
