// Files that are broken, locked or made to do harm: each is refused with its reason, and nothing else happens.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { MAX_ENTRIES, MAX_UNPACKED_BYTES } from './archive.ts';
import { createParsers } from './parsers.ts';

const folder = mkdtempSync(join(tmpdir(), 'refused-'));
after(() => rmSync(folder, { recursive: true }));

const source = join(folder, 'source.md');
writeFileSync(source, '# Title\n\nSome words to find.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n');
const FORMATS = ['docx', 'pptx', 'epub'] as const;
const made = Object.fromEntries(
  FORMATS.map((format) => {
    const path = join(folder, `made.${format}`);
    execFileSync('pandoc', ['--metadata', 'title=T', source, '-o', path]);
    return [format, new Uint8Array(readFileSync(path))];
  }),
) as Record<(typeof FORMATS)[number], Uint8Array>;

type Parts = Record<string, Uint8Array>;
const zip = (parts: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
const changed = (bytes: Uint8Array, change: (parts: Parts) => void) => {
  const parts = unzipSync(bytes);
  change(parts);
  return zipSync(parts);
};
const without = (bytes: Uint8Array, name: RegExp) =>
  changed(bytes, (parts) => {
    for (const key of Object.keys(parts)) if (name.test(key)) delete parts[key];
  });
const prefixed = (bytes: Uint8Array, name: string, prefix: string) =>
  changed(bytes, (parts) => {
    const text = new TextDecoder().decode(parts[name]);
    parts[name] = strToU8(text.replace(/(<\?xml[^>]*\?>)?/, (declaration) => declaration + prefix));
  });
const half = (bytes: Uint8Array) => bytes.slice(0, bytes.length / 2);
const garbled = (bytes: Uint8Array) =>
  bytes.map((byte, index) => (index > 60 && index < 4_000 ? byte ^ 0x5a : byte));

const LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';
const FILES = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
const COMPOUND = Buffer.concat([
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  Buffer.alloc(600),
]);
const locked = Buffer.concat([COMPOUND, Buffer.from('EncryptedPackage', 'utf16le')]);
const flagged = (bytes: Uint8Array) => bytes.map((byte, index) => (index === 6 ? byte | 1 : byte));
const SHEET = `<?xml version="1.0"?>${LAUGHS}<worksheet><sheetData/></worksheet>`;
const encryption = (uri: string) =>
  `<encryption xmlns:enc="x"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`;
const withPart = (bytes: Uint8Array, name: string, text: string) =>
  changed(bytes, (parts) => {
    parts[name] = strToU8(text);
  });
/** It says that it is small, in both places of a ZIP that say so, and is not. */
function understated(): Uint8Array {
  const real = 40 * 1024 * 1024;
  const bytes = Buffer.from(zip({ 'word/document.xml': new Uint8Array(real) }));
  for (let at = bytes.indexOf('PK'); at >= 0; at = bytes.indexOf('PK', at + 1))
    for (const offset of [22, 24])
      if (at + offset + 4 <= bytes.length && bytes.readUInt32LE(at + offset) === real)
        bytes.writeUInt32LE(10, at + offset);
  return bytes;
}

const OPF = /content\.opf$/;
const opfOf = Object.keys(unzipSync(made.epub)).find((name) => OPF.test(name)) ?? '';
const chapterOf = Object.keys(unzipSync(made.epub)).find((name) => /ch\d+\.xhtml$/.test(name)) ?? '';

const REFUSED: [what: string, name: string, bytes: () => Uint8Array, code: string][] = [
  ['nothing', 'a.docx', () => new Uint8Array(), 'document_not_as_named'],
  ['a picture', 'a.docx', () => Buffer.from('\u0089PNG\r\n', 'latin1'), 'document_not_as_named'],
  ['text', 'a.epub', () => strToU8('plain text'), 'document_not_as_named'],
  ['a presentation', 'a.docx', () => made.pptx, 'document_not_as_named'],
  ['a book', 'a.xlsx', () => made.epub, 'document_not_as_named'],
  ['a letter', 'a.pptx', () => made.docx, 'document_not_as_named'],
  ['a letter', 'a.epub', () => made.docx, 'document_not_as_named'],
  ['a ZIP of other things', 'a.xlsx', () => zip({ 'a.txt': 'a' }), 'document_not_as_named'],
  ['an old format', 'a.docx', () => COMPOUND, 'document_not_as_named'],
  ['a password on Word', 'a.docx', () => locked, 'document_encrypted'],
  ['a password on Excel', 'a.xlsx', () => locked, 'document_encrypted'],
  ['a password on a ZIP', 'a.pptx', () => flagged(made.pptx), 'document_encrypted'],
  [
    'a protected book',
    'a.epub',
    () => withPart(made.epub, 'META-INF/encryption.xml', encryption('EPUB/ch1.xhtml')),
    'document_encrypted',
  ],
  ['half a letter', 'a.docx', () => half(made.docx), 'document_damaged'],
  ['half a presentation', 'a.pptx', () => half(made.pptx), 'document_damaged'],
  ['half a book', 'a.epub', () => half(made.epub), 'document_damaged'],
  ['a garbled letter', 'a.docx', () => garbled(made.docx), 'document_damaged'],
  ['a garbled presentation', 'a.pptx', () => garbled(made.pptx), 'document_damaged'],
  [
    'a letter without its text',
    'a.docx',
    () => without(made.docx, /word\/document\.xml$/),
    'document_damaged',
  ],
  [
    'a presentation without its list',
    'a.pptx',
    () => without(made.pptx, /presentation\.xml$/),
    'document_damaged',
  ],
  [
    'a presentation without a slide',
    'a.pptx',
    () => without(made.pptx, /slides\/slide1\.xml$/),
    'document_damaged',
  ],
  ['a book without its contents', 'a.epub', () => without(made.epub, OPF), 'document_damaged'],
  ['a book without a chapter', 'a.epub', () => without(made.epub, /ch\d+\.xhtml$/), 'document_damaged'],
  [
    'a letter of broken XML',
    'a.docx',
    () => withPart(made.docx, 'word/document.xml', '<w:document><w:body'),
    'document_damaged',
  ],
  ['a workbook of broken XML', 'a.xlsx', () => zip({ 'xl/workbook.xml': '<workbook' }), 'document_damaged'],
  [
    'laughs in a letter',
    'a.docx',
    () => prefixed(made.docx, 'word/document.xml', LAUGHS),
    'document_declares_entities',
  ],
  [
    'files of the machine',
    'a.docx',
    () => prefixed(made.docx, 'word/styles.xml', FILES),
    'document_declares_entities',
  ],
  [
    'laughs in UTF-16',
    'a.docx',
    () =>
      changed(made.docx, (parts) => {
        parts['word/document.xml'] = Buffer.from(`\ufeff${LAUGHS}<w/>`, 'utf16le');
      }),
    'document_declares_entities',
  ],
  [
    'laughs in a workbook',
    'a.xlsx',
    () => zip({ 'xl/worksheets/sheet1.xml': SHEET }),
    'document_declares_entities',
  ],
  ['laughs in a book', 'a.epub', () => prefixed(made.epub, opfOf, LAUGHS), 'document_declares_entities'],
  [
    'laughs in a chapter',
    'a.epub',
    () => prefixed(made.epub, chapterOf, LAUGHS),
    'document_declares_entities',
  ],
  [
    'a bomb',
    'a.docx',
    () => zip({ 'word/document.xml': new Uint8Array(MAX_UNPACKED_BYTES + 1) }),
    'document_unpacks_too_large',
  ],
  ['a bomb beside the text', 'a.epub', () => withBomb(made.epub), 'document_unpacks_too_large'],
  [
    'too many parts',
    'a.xlsx',
    () => zip(Object.fromEntries(Array.from({ length: MAX_ENTRIES + 1 }, (_, n) => [`xl/${n}.xml`, '']))),
    'document_unpacks_too_large',
  ],
  ['a bomb that says it is small', 'a.docx', understated, 'document_damaged'],
  [
    'a letter without words',
    'a.docx',
    () =>
      without(
        withPart(
          made.docx,
          'word/document.xml',
          '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>',
        ),
        /none/,
      ),
    'document_empty',
  ],
  ['a name that is none', 'a.docx', () => zip({ __proto__: 'x', constructor: 'y' }), 'document_not_as_named'],
];

function withBomb(bytes: Uint8Array): Uint8Array {
  return changed(bytes, (parts) => {
    parts['picture.png'] = new Uint8Array(MAX_UNPACKED_BYTES + 1);
  });
}

const parsers = createParsers();
after(() => parsers.close());
const parse = (name: string, bytes: Uint8Array) =>
  parsers.parse(name, async () => bytes, { signal: AbortSignal.timeout(60_000) });

suite('documents that are refused', () => {
  for (const [what, name, bytes, code] of REFUSED) {
    test(`${what} as ${name} is refused as ${code}`, async () => {
      const before = process.memoryUsage.rss();
      await assert.rejects(parse(name, bytes()), {
        code,
        message: /^Cannot read document: /,
      });
      assert.ok(process.memoryUsage.rss() - before < 1024 ** 3);
    });
  }
  test('a font that is obfuscated protects no book', async () => {
    const book = withPart(made.epub, 'META-INF/encryption.xml', encryption('fonts/serif.otf'));
    const { passages } = await parse('a.epub', book);
    assert.match(passages.map(({ text }) => text).join(' '), /Some words to find/);
  });
  test('there are more than thirty of them', () => assert.ok(REFUSED.length > 30));
});
