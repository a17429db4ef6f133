import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { bubblewrap, createSandbox, type Language } from '@agenticgen/sandbox';
import { type Command, CommandError, readOptions } from './command.ts';

const OPTIONS = {
  lang: { type: 'string', default: 'python' },
  file: { type: 'string', multiple: true, default: [] as string[] },
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

export const exec: Command = {
  summary: 'Run code from standard input in the sandbox of this machine',
  help: "Usage: echo 'print(6*7)' | agenticgen exec [--lang python|javascript] [--file data.csv] [--json]\nFigures and files that the code makes are saved in this folder.",
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const code = positionals.length > 0 ? positionals.join(' ') : await terminal.input();
    if (code.trim() === '') throw new CommandError('Cannot run code: there is none on standard input');
    const files = values.file.map((path) => ({
      name: basename(path),
      bytes: new Uint8Array(readFileSync(path)),
    }));
    const sandbox = createSandbox({ driver: bubblewrap() });
    try {
      const result = await sandbox.run({ language: languageOf(values.lang), code, files });
      const given = new Set(files.map(({ name }) => name));
      const made = [...result.files.filter(({ name }) => !given.has(name)), ...result.figures];
      if (values.json)
        terminal.print(
          JSON.stringify({ ...result, files: made.map(({ name }) => name), figures: undefined }),
        );
      else {
        terminal.write(result.stdout);
        if (result.stderr) terminal.fail(result.stderr.trimEnd());
        if (result.killedBy) terminal.fail(`Ended by the ${result.killedBy} limit`);
      }
      for (const { name, bytes } of made) writeFileSync(basename(name), bytes);
      return result.killedBy ? 1 : (result.exitCode ?? 1);
    } finally {
      await sandbox.close();
    }
  },
};
