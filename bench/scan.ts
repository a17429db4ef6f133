import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, type Report, reportOf } from './report.ts';
import {
  askBandit,
  BANDIT,
  banditExamples,
  OWN_CORPUS,
  pythonFiles,
  standardLibrary,
} from './scan/bandit.ts';
import { type Agreement, type Comparison, compare, shareOf, totalOf } from './scan/compare.ts';

const INSTALL = 'bandit: apt-get install -y bandit';
const NO_EXAMPLES =
  "Bandit's own examples: apt-get source bandit (no release of this machine's mirror carries them)";

/** Precision and recall of the scan, with Debian's Bandit on the same files as the truth. */
export async function measure(): Promise<Report> {
  if (!existsSync(BANDIT)) return { ...reportOf('scan', []), missing: [INSTALL] };
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-scan-'));
  try {
    const examples = await banditExamples(folder);
    const corpora = {
      ...(examples ? { "Bandit's examples": pythonFiles(examples) } : {}),
      'own corpus': pythonFiles(OWN_CORPUS),
      'standard library': pythonFiles(standardLibrary(), 0),
    };
    const figures: Figure[] = [];
    let version = '';
    for (const [name, files] of Object.entries(corpora)) {
      const bandit = await askBandit(files);
      version = bandit.version;
      figures.push(...figuresOf(name, await compare(files, bandit)));
    }
    const report = reportOf('scan', figures);
    return {
      ...report,
      versions: { ...report.versions, bandit: version },
      ...(examples ? {} : { missing: [NO_EXAMPLES] }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const percent = (share: number) => Math.round(share * 1000) / 10;

function figuresOf(corpus: string, comparison: Comparison): Figure[] {
  const { rules, files, unscannable, scanMs } = comparison;
  const total: Agreement = { rule: 'all rules', ...totalOf(rules) };
  return [
    { name: `${corpus}: files`, value: files, unit: '' },
    { name: `${corpus}: unscannable`, value: unscannable.length, unit: '' },
    { name: `${corpus}: time for each file`, value: Math.round((scanMs / files) * 10) / 10, unit: 'ms' },
    ...[total, ...rules].flatMap((row): Figure[] => {
      const { precision, recall } = shareOf(row);
      const of = `${corpus}: ${row.rule} (${row.theirs} of Bandit, ${row.ours} of ours)`;
      return [
        { name: `${of}: precision`, value: percent(precision), unit: '%' },
        { name: `${of}: recall`, value: percent(recall), unit: '%' },
      ];
    }),
  ];
}
