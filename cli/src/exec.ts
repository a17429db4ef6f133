import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bubblewrap, createSandbox, type Execution, type Language, withPackages } from '@agenticgen/sandbox';
import { readConfig } from '@agenticgen/server';
import { type Command, CommandError, readOptions, type Terminal } from './command.ts';
import { saveFiles } from './save-files.ts';

const OPTIONS = {
  lang: { type: 'string', default: 'python' },
  file: { type: 'string', multiple: true, default: [] as string[] },
  out: { type: 'string', default: '.' },
  json: { type: 'boolean', default: false },
} as const;

function languageOf(name: string): Language {
  const known: Record<string, Language> = {
    python: 'python',
    py: 'python',
    javascript: 'javascript',
    js: 'javascript',
  };
  const language = known[name];
  if (!language)
    throw new CommandError(`Cannot run code: language is "${name}", wanted python or javascript`);
  return language;
}

function readFile(path: string): { name: string; bytes: Uint8Array } {
  try {
    return { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
  } catch (error) {
    throw new CommandError(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function show({ stdout, stderr, killedBy }: Execution, terminal: Terminal): void {
  terminal.write(stdout);
  if (stderr) terminal.fail(stderr.trimEnd());
  if (killedBy) terminal.fail(`Ended by the ${killedBy} limit`);
}

export const exec: Command = {
  summary: 'Run code from standard input in the sandbox of this machine',
  help: "Usage: echo 'print(6*7)' | agenticgen exec [--lang python|javascript] [--file data.csv] [--out FOLDER] [--json]\nFigures and files that the code makes are saved in FOLDER, by default this one; nothing there is written over.",
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const code = positionals.length > 0 ? positionals.join(' ') : await terminal.input();
    if (code.trim() === '') throw new CommandError('Cannot run code: there is none on standard input');
    const files = values.file.map(readFile);
    const language = languageOf(values.lang);
    const { packagesFolder } = readConfig(terminal.env).sandbox;
    const driver = withPackages(packagesFolder, (packages) =>
      bubblewrap({ standbys: 0, ...(packages ? { packages } : {}) }),
    );
    const sandbox = createSandbox({ driver });
    try {
      const result = await sandbox.run({ language, code, files });
      const given = new Set(files.map(({ name }) => name));
      const made = [...result.files.filter(({ name }) => !given.has(name)), ...result.figures];
      if (!values.json) show(result, terminal);
      const saved = saveFiles(values.out, made);
      if (values.json) terminal.print(JSON.stringify({ ...result, files: saved, figures: undefined }));
      else for (const name of saved) terminal.fail(`Saved ${join(values.out, name)}`);
      return result.killedBy ? 1 : (result.exitCode ?? 1);
    } finally {
      await sandbox.close();
    }
  },
};
