import { createCanvas } from '@napi-rs/canvas';

const WIDTH = 1_240;
const HEIGHT = 800;

/** Lines of text as they look on paper: a picture, no letters. */
export function drawnPage(
  lines: readonly string[],
  format: 'image/png' | 'image/jpeg' = 'image/jpeg',
): Buffer {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = 'black';
  context.font = '44px sans-serif';
  for (const [index, line] of lines.entries()) context.fillText(line, 60, 110 + index * 80);
  return format === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 92);
}

/** A PDF as scanners make it: each page a picture; a page that is a text has a text layer instead. */
export function scannedPdf(pages: readonly (readonly string[] | string)[]): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  const push = (part: string | Buffer) =>
    void parts.push(Buffer.isBuffer(part) ? part : Buffer.from(part, 'latin1'));
  const object = (id: number, ...body: (string | Buffer)[]) => {
    offsets[id] = size();
    push(`${id} 0 obj\n`);
    for (const part of body) push(part);
    push('\nendobj\n');
  };
  const stream = (id: number, dictionary: string, bytes: string | Buffer) =>
    object(id, `<<${dictionary}/Length ${bytes.length}>>\nstream\n`, bytes, '\nendstream');
  const first = 4;
  const idsOf = (index: number) => [first + index * 3, first + index * 3 + 1, first + index * 3 + 2] as const;
  push('%PDF-1.7\n');
  object(1, '<</Type/Catalog/Pages 2 0 R>>');
  object(
    2,
    `<</Type/Pages/Kids[${pages.map((_, index) => `${idsOf(index)[0]} 0 R`).join(' ')}]/Count ${pages.length}>>`,
  );
  object(3, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  for (const [index, page] of pages.entries()) {
    const [id, image, content] = idsOf(index);
    const resources = `/Font<</F 3 0 R>>/XObject<</I ${image} 0 R>>`;
    object(
      id,
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 620 400]/Resources<<${resources}>>/Contents ${content} 0 R>>`,
    );
    const picture = drawnPage(typeof page === 'string' ? [] : page);
    const head = `/Type/XObject/Subtype/Image/Width ${WIDTH}/Height ${HEIGHT}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode`;
    stream(image, head, picture);
    stream(
      content,
      '',
      typeof page === 'string' ? `BT /F 18 Tf 40 340 Td (${page}) Tj ET` : 'q 620 0 0 400 0 0 cm /I Do Q',
    );
  }
  const xref = size();
  const table = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  push(`xref\n0 ${offsets.length}\n0000000000 65535 f \n${table.join('')}`);
  push(`trailer<</Size ${offsets.length}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`);
  return Buffer.concat(parts);
}
