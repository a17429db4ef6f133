/** What is being written, kept in this browser: a page that is closed loses nothing. */
export const CODE_LANGUAGES = ['python', 'javascript'] as const;
export type Language = (typeof CODE_LANGUAGES)[number];

export interface CodeDraft {
  language: Language;
  code: Record<Language, string>;
}

const KEY = 'agenticgen.code';

export const FIRST_CODE: Record<Language, string> = {
  python: [
    'import numpy as np',
    'import matplotlib.pyplot as plt',
    '',
    'x = np.linspace(0, 4 * np.pi, 200)',
    'plt.plot(x, np.sin(x) * np.exp(-x / 8))',
    'plt.title("A wave that fades")',
    'print("highest:", np.max(np.sin(x) * np.exp(-x / 8)).round(4))',
    '',
  ].join('\n'),
  javascript: [
    'const words = "the quick brown fox jumps over the lazy dog".split(" ");',
    'const byLength = Object.groupBy(words, (word) => word.length);',
    'console.log(byLength);',
    '',
  ].join('\n'),
};

export const NEW_DRAFT: CodeDraft = { language: 'python', code: FIRST_CODE };

/** What lies there, or a first program where there is nothing that can be read. */
export function readDraft(storage: Pick<Storage, 'getItem'>): CodeDraft {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (typeof found !== 'object' || found === null) return NEW_DRAFT;
    const { language, code } = found as Partial<CodeDraft>;
    const texts = { ...FIRST_CODE };
    for (const name of CODE_LANGUAGES) {
      const text = code?.[name];
      if (typeof text === 'string') texts[name] = text;
    }
    return { language: CODE_LANGUAGES.find((one) => one === language) ?? 'python', code: texts };
  } catch {
    return NEW_DRAFT;
  }
}

/** A full storage loses the draft, not the page. */
export function keepDraft(storage: Pick<Storage, 'setItem'>, draft: CodeDraft): void {
  try {
    storage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Nothing that the person could do about it.
  }
}
