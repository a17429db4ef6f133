// Files as people have them, written by programs that know nothing of ours: pandoc and LibreOffice. Their text is
// held against the source, paragraph by paragraph, in order.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createParsers } from './parsers.ts';

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
after(() => rmSync(folder, { recursive: true }));
const CONVERT_MS = 300_000;

const TEXTS: Record<string, string> = {
  english: `# Yearly report

The plant made 4,120 tonnes of paper, and used a third less water than the year before.

## Energy

- Wind gave 61 % of the current.
- The old boiler was taken down in March.

| Quarter | Output | Water |
|---------|--------|-------|
| First   | 1010 t | 14 m3 |
| Second  | 1040 t | 13 m3 |

## Outlook

A new dryer is expected to "halve" the heat that is lost; see the annex.`,
  german: `# Über die Größe der Flüsse

Die Donau fließt durch zehn Länder. Ihr Einzugsgebiet ist größer als das der meisten Flüsse Europas.

## Maße

- Länge: 2 857 Kilometer
- Mündung: Schwarzes Meer`,
  chinese: `# 造纸术的历史

造纸术在公元二世纪得到改进。树皮、麻头和旧渔网都可以做成纸。

## 传播

| 世纪 | 地方 |
|------|------|
| 八 | 撒马尔罕 |
| 十二 | 西班牙 |

纸张使书籍变得便宜，知识因此传播得更快。`,
  japanese: `# 電車の時刻

始発は午前五時です。週末は本数が少なくなります。

## お知らせ

- 台風のときは運転を見合わせます。`,
  russian: `# Отчёт о погоде

В горах выпал снег. Дороги закрыты до конца недели.

## Прогноз

- К вечеру похолодает до минус десяти градусов.`,
  signs: `# Signs & symbols

Prices: €20, £15 and ¥300. Temperatures of −5 °C; angles of 45°; H₂O and E = mc².

## Code

Write \`if (a < b && c > d) { return "x"; }\` as it stands.

- 🎈 A balloon, and 👩‍🔬 a scientist.`,
  long: Array.from(
    { length: 120 },
    (_, index) =>
      `${index % 20 === 0 ? `# Chapter ${index / 20 + 1}\n\n` : ''}Paragraph number ${index} tells of item ${index * 7919} and of nothing else.`,
  ).join('\n\n'),
};
const TABLES: Record<string, string> = {
  prices: 'Article,Price,Since\nPaper,12.5,2024-01-31\n"Ink, black",3,2024-02-01\n',
  staff: '名前,部署\n田中,営業\n鈴木,開発\n',
  wide: Array.from({ length: 200 }, (_, row) =>
    Array.from({ length: 12 }, (_, column) => `r${row}c${column}`).join(','),
  ).join('\n'),
};
/** Without glyphs of their own in the fonts of a small machine, or drawn from several code points. */
const NOT_DRAWN = /\p{Extended_Pictographic}|\u200d/gu;

const at = (...names: string[]) => join(folder, ...names);
/** Letters and digits; how they are spaced and joined is the layout's. */
const bare = (text: string) => text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '');

function pandoc(name: string, ...args: string[]): void {
  execFileSync('pandoc', ['--metadata', `title=${name}`, at(`${name}.md`), ...args], { timeout: CONVERT_MS });
}

/** Office keeps a profile; one of its own lets tests run beside each other. */
function office(to: string, into: string, files: string[], ...args: string[]): void {
  mkdirSync(at(into), { recursive: true });
  const profile = `-env:UserInstallation=file://${at('profile')}`;
  execFileSync(
    'soffice',
    [profile, '--headless', ...args, '--convert-to', to, '--outdir', at(into), ...files],
    { stdio: 'ignore', timeout: CONVERT_MS },
  );
}

/** The source as lines: paragraphs, items and cells. */
function linesOf(markdown: string): string[] {
  return markdown
    .split(/\n+|(?<=\|)\s/)
    .map(bare)
    .filter((line) => line !== '');
}

const parsers = createParsers();
after(() => parsers.close());

async function readText(path: string): Promise<string> {
  const bytes = async () => new Uint8Array(readFileSync(path));
  const { passages } = await parsers.parse(path, bytes, { signal: AbortSignal.timeout(120_000) });
  return passages.map(({ text, heading }) => `${heading ?? ''} ${text}`).join('\n');
}

/** Each line of the source comes after the one before it. */
function assertInOrder(text: string, lines: readonly string[]): void {
  const whole = bare(text);
  let from = 0;
  for (const line of lines) {
    const found = whole.indexOf(line, from);
    assert.ok(
      found >= 0,
      `"${line}" is not found in order in:\n${whole.slice(Math.max(0, from - 100), from + 400)}`,
    );
    from = found + line.length;
  }
}

suite('documents of other programs', () => {
  before(() => {
    const names = Object.keys(TEXTS);
    for (const [name, text] of Object.entries(TEXTS)) {
      writeFileSync(at(`${name}.md`), text);
      for (const format of ['docx', 'epub', 'pptx'])
        pandoc(name, '-o', at(`${name}.${format}`), ...(format === 'pptx' ? ['--slide-level=2'] : []));
      pandoc(name, '--standalone', '-o', at(`${name}.html`));
    }
    for (const [name, text] of Object.entries(TABLES)) writeFileSync(at(`${name}.csv`), text);
    const all = (format: string) => names.map((name) => at(`${name}.${format}`));
    office('docx', 'office', all('docx'));
    office('pdf', 'office', all('docx'));
    office('pptx', 'office', all('pptx'));
    office(
      'xlsx',
      'office',
      Object.keys(TABLES).map((name) => at(`${name}.csv`)),
      '--infilter=CSV:44,34,76',
    );
  });

  const FORMATS = ['docx', 'epub', 'pptx', 'html', 'md', 'office/docx', 'office/pdf', 'office/pptx'];
  for (const format of FORMATS) {
    for (const [name, text] of Object.entries(TEXTS)) {
      test(`${name} as ${format} has the text of its source`, async () => {
        const [inner, ending] = format.includes('/') ? format.split('/') : ['', format];
        const source = format === 'office/pdf' ? text.replaceAll(NOT_DRAWN, '') : text;
        assertInOrder(await readText(at(inner ?? '', `${name}.${ending}`)), linesOf(source));
      });
    }
  }
  for (const format of ['csv', 'office/xlsx']) {
    for (const [name, table] of Object.entries(TABLES)) {
      test(`the table ${name} as ${format} has its cells in rows`, async () => {
        const [inner, ending] = format.includes('/') ? format.split('/') : ['', format];
        const lines = (await readText(at(inner ?? '', `${name}.${ending}`))).split('\n').map(bare);
        for (const row of table.trim().split('\n'))
          assert.ok(
            lines.some((line) => line.endsWith(bare(row))),
            row,
          );
      });
    }
  }
  test('there are more than forty of them', () => {
    const files = ['', 'office'].flatMap((inner) =>
      readdirSync(at(inner)).filter((name) => name.includes('.')),
    );
    assert.ok(files.length > 40, String(files.length));
  });
});
