import { type Command, CommandError, readOptions } from './command.ts';
import { type BaseLine, baseOf, basesOf } from './knowledge-base.ts';
import { addFiles, syncFolder } from './knowledge-files.ts';
import { type ServerClient, serverClient } from './server-client.ts';

const OPTIONS = {
  json: { type: 'boolean', default: false },
  limit: { type: 'string', default: '5' },
  as: { type: 'string' },
  delete: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  'no-wait': { type: 'boolean', default: false },
} as const;

const MAX_EXCERPT_LENGTH = 240;

interface HitLine {
  documentName: string;
  heading: string | null;
  page: number | null;
  score: number;
  text: string;
}

export const knowledge: Command = {
  summary: 'Fill knowledge bases from files and folders, and search them',
  help: [
    'Usage: agenticgen knowledge list [--json]',
    '       agenticgen knowledge create NAME [--json]',
    '       agenticgen knowledge add BASE FILE ... [--no-wait] [--json]',
    '       agenticgen knowledge sync BASE FOLDER [--as NAME] [--delete] [--dry-run] [--no-wait] [--json]',
    '       agenticgen knowledge search BASE "words" [--limit 5] [--json]',
    'BASE is the id or the name of a base.',
    'sync sends what is new or has changed since the last time, told by hashes; --delete also deletes the documents of',
    'files that are gone; --as stands for the name of the folder, where two folders are called alike. Hidden files,',
    'node_modules and links are left out.',
    'Needs AGENTICGEN_API_KEY; AGENTICGEN_URL where the server is elsewhere.',
    'Exit code 0 only where all files were read.',
  ].join('\n'),
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const [verb, ...rest] = positionals;
    const client = serverClient(terminal);
    const { json } = values;
    const sending = { json, wait: !values['no-wait'] };
    switch (verb) {
      case 'list': {
        const bases = await basesOf(client);
        if (json) terminal.print(JSON.stringify(bases));
        else for (const base of bases) terminal.print(lineOf(base));
        return 0;
      }
      case 'create': {
        const name = rest.join(' ');
        if (name === '') throw new CommandError('Cannot create base: its name is missing');
        const made = await client.call<BaseLine>('POST', '/api/v1/knowledge/bases', { name });
        terminal.print(json ? JSON.stringify(made) : lineOf(made));
        return 0;
      }
      case 'add': {
        const [base, ...files] = rest;
        if (!base || files.length === 0) throw new CommandError('Cannot add documents: wanted BASE FILE ...');
        return addFiles(client, await baseOf(client, base), files, sending, terminal);
      }
      case 'sync': {
        const [base, folder] = rest;
        if (!base || !folder) throw new CommandError('Cannot synchronize folder: wanted BASE FOLDER');
        const options = { ...sending, as: values.as, remove: values.delete, dryRun: values['dry-run'] };
        return syncFolder(client, await baseOf(client, base), folder, options, terminal);
      }
      case 'search': {
        const [base, ...words] = rest;
        if (!base || words.length === 0) throw new CommandError('Cannot search: wanted BASE "words"');
        const limit = Number(values.limit);
        if (!Number.isInteger(limit)) throw new CommandError('Cannot search: --limit wants a number');
        const hits = await search(client, (await baseOf(client, base)).id, words.join(' '), limit);
        if (json) terminal.print(JSON.stringify(hits));
        else for (const hit of hits) terminal.print(excerpt(hit));
        return 0;
      }
      default:
        throw new CommandError('Cannot use knowledge: wanted list, create, add, sync or search');
    }
  },
};

const lineOf = ({ id, name, documents }: BaseLine) => `${id}  ${String(documents).padStart(6)}  ${name}`;

async function search(
  client: ServerClient,
  baseId: string,
  query: string,
  limit: number,
): Promise<HitLine[]> {
  const path = `/api/v1/knowledge/bases/${encodeURIComponent(baseId)}/search`;
  return (await client.call<{ items: HitLine[] }>('POST', path, { query, limit })).items;
}

function excerpt({ documentName, heading, page, score, text }: HitLine): string {
  const place = [documentName, heading, page === null ? null : `p. ${page}`].filter(Boolean).join(' · ');
  const words = text.replaceAll(/\s+/g, ' ');
  const cut =
    words.length > MAX_EXCERPT_LENGTH ? `${words.slice(0, MAX_EXCERPT_LENGTH).toWellFormed()}…` : words;
  return `${place} (${score.toFixed(4)})\n  ${cut}\n`;
}
