import { type Import, importsOf, type Node, parse } from './syntax.ts';

/** A code file with what the rules ask about it. */
export type SourceFile = {
  path: string;
  text: string;
  lines: number;
  /** A test, or code that only tests use: contract suites, fixtures of tests. */
  isTest: boolean;
  ast: Node;
  imports: Import[];
};

export type Project = {
  files: SourceFile[];
  /** The text of any other file of the project; undefined where there is none. */
  read(path: string): string | undefined;
  /** What lies in a folder, in the order of names; nothing where there is none. */
  list(folder: string): string[];
};

/** A finding stands at a line of a file. */
export type Finding = { path: string; line: number; message: string };

export type Report = { findings: Finding[]; notes?: string[] };

/** A rule is a pure function over the project; its file bears its name. */
export type Rule = (project: Project) => Report;

const CODE = /\.(?:ts|tsx|mts|mjs|js)$/;

export function isCode(path: string): boolean {
  return CODE.test(path) && !path.endsWith('.d.mts');
}

export function sourceFile(path: string, text: string): SourceFile {
  const ast = parse(path, text);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { path, text, lines, isTest: isTestPath(path), ast, imports: importsOf(ast, text) };
}

function isTestPath(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /(?:^|\/)testing(?:\.tsx?$|\/)/.test(path);
}

/** A project of the given files: what the rules' own tests work on. */
export function projectOf(texts: Record<string, string>): Project {
  const files = Object.entries(texts)
    .filter(([path]) => isCode(path))
    .map(([path, text]) => sourceFile(path, text));
  const list = (folder: string) => [
    ...new Set(
      Object.keys(texts)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1).split('/')[0] as string),
    ),
  ];
  return { files, read: (path) => texts[path], list };
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

export function findingAt(file: SourceFile, node: Node, message: string): Finding {
  return { path: file.path, line: lineAt(file.text, node.start), message };
}
