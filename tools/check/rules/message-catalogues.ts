import { type Finding, lineAt, type Project, type Rule } from '../project.ts';
import { type KeyUse, keyUsesOf } from './message-keys.ts';

const CATALOGUES = ['web/src/i18n/en.json', 'web/src/i18n/zh-CN.json'] as const;
/** i18next picks one of these by the language's plural rules; Chinese needs only _other. */
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

type Catalogue = { path: string; text: string; messages: Map<string, string[]> };

/**
 * English and Chinese have the same keys with the same placeholders and no empty text; the app uses only
 * keys that exist, and uses every one.
 */
export const messageCatalogues: Rule = (project) => {
  const catalogues = CATALOGUES.flatMap((path) => readCatalogue(project, path));
  if (catalogues.length === 0) return { findings: [] };
  const [english, chinese] = catalogues;
  if (!english || !chinese) {
    const missing = CATALOGUES.find((path) => !catalogues.some((catalogue) => catalogue.path === path))!;
    return { findings: [{ path: missing, line: 1, message: 'Message catalogue is missing' }] };
  }
  const findings = [
    ...catalogues.flatMap(emptyMessages),
    ...missingKeys(english, chinese),
    ...missingKeys(chinese, english),
    ...differentPlaceholders(english, chinese),
    ...usageFaults(project, english),
  ];
  return { findings, notes: [`messages: ${english.messages.size} in each of two languages`] };
};

function readCatalogue(project: Project, path: string): Catalogue[] {
  const text = project.read(path);
  if (text === undefined) return [];
  const messages = new Map<string, string[]>();
  for (const [key, message] of flatten(JSON.parse(text))) {
    const base = key.replace(PLURAL, '');
    messages.set(base, [...(messages.get(base) ?? []), message]);
  }
  return [{ path, text, messages }];
}

function flatten(value: unknown, prefix = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([key, below]) => flatten(below, prefix ? `${prefix}.${key}` : key));
}

function emptyMessages(catalogue: Catalogue): Finding[] {
  const empty = [...catalogue.messages].filter(([, texts]) => texts.some((text) => text.trim() === ''));
  return empty.map(([key]) => findingFor(catalogue, key, `Message ${key} is empty`));
}

function missingKeys(from: Catalogue, to: Catalogue): Finding[] {
  return [...from.messages.keys()]
    .filter((key) => !to.messages.has(key))
    .map((key) => findingFor(from, key, `Message ${key} is missing in ${to.path}`));
}

function differentPlaceholders(english: Catalogue, chinese: Catalogue): Finding[] {
  return [...english.messages].flatMap(([key, texts]) => {
    const other = chinese.messages.get(key);
    if (!other) return [];
    const [here, there] = [placeholdersOf(texts), placeholdersOf(other)];
    if (here === there) return [];
    return [
      findingFor(
        chinese,
        key,
        `Message ${key} has placeholders ${there || 'none'}, English has ${here || 'none'}`,
      ),
    ];
  });
}

function placeholdersOf(texts: string[]): string {
  const found = texts.flatMap((text) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]!));
  const tags = texts.flatMap((text) => [...text.matchAll(/<(\w+)\s*\/?>/g)].map((match) => `<${match[1]}>`));
  return [...new Set([...found, ...tags])].sort().join(' ');
}

function usageFaults(project: Project, english: Catalogue): Finding[] {
  const uses = project.files
    .filter((file) => file.path.startsWith('web/') && !file.isTest)
    .flatMap((file) => keyUsesOf(file));
  const keys = [...english.messages.keys()];
  const unknown = uses
    .filter((use) => !use.isHint && !keys.some((key) => matches(use, key)))
    .map(({ path, line, key }) => ({ path, line, message: `Message ${key} is not in ${english.path}` }));
  const unused = keys
    .filter((key) => !uses.some((use) => matches(use, key)))
    .map((key) => findingFor(english, key, `Message ${key} is not used`));
  return [...unknown, ...unused];
}

function matches(use: KeyUse, key: string): boolean {
  return use.pattern.test(key);
}

/** At the line of the key's last part, the best guess that a flat look at the JSON allows. */
function findingFor({ path, text }: Catalogue, key: string, message: string): Finding {
  const parts = key.split('.');
  let at = 0;
  for (const part of parts) at = Math.max(at, text.indexOf(`"${part}`, at));
  return { path, line: lineAt(text, at + 1), message };
}
