import { applyPatch, createTwoFilesPatch, parsePatch } from 'diff';
import { z } from 'zod';
import { checkFileName, type FileRow } from '../files/index.ts';
import { toolErrors } from './errors.ts';
import type { FileToolNeeds } from './file-tools.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool, type ToolContext } from './tool.ts';

const MAX_SEARCHED_BYTES = 10 * 1024 * 1024;
const MAX_HITS = 200;
const MAX_LINE_LENGTH = 300;
/** A comparison that takes longer is given up: it runs in the server. */
const DIFF_TIMEOUT_MS = 500;
const name = z.string().max(200);
const NOT_TEXT = /\u0000|\ufffd{3}/;

const said = (output: string, files: FileRow[] = []) => ({ ok: true, output, files, citations: [] });

/** Throws `file_unknown` or `file_not_text`. */
async function textOf({ db, files }: FileToolNeeds, area: string, wanted: string): Promise<string> {
  const file = await files.find(db, area, wanted.normalize('NFC').trim());
  if (!file) throw toolErrors.file_unknown(wanted);
  const text = new TextDecoder().decode(await files.read(file));
  if (NOT_TEXT.test(text.slice(0, 4_096))) throw toolErrors.file_not_text(wanted);
  return text;
}

async function save(
  { db, files }: FileToolNeeds,
  { area, principal }: ToolContext,
  wanted: string,
  text: string,
) {
  const { workspaceId, userId: createdBy } = principal;
  const bytes = new TextEncoder().encode(text);
  return files.save(db, { workspaceId, area, name: checkFileName(wanted), bytes, createdBy });
}

/** list_files: what lies in the conversation. */
export function listFilesTool({ db, files }: FileToolNeeds): Tool {
  return {
    name: 'list_files',
    title: 'List files',
    description: 'Lists the files of this conversation with their types and sizes.',
    effect: 'read',
    schema: z.object({}) as Tool['schema'],
    async run(_, { area }) {
      const rows = await files.list(db, area);
      const lines = rows.map((row) => `${row.name} (${row.media_type}, ${row.size} bytes)`);
      return said(lines.join('\n') || 'There are no files');
    },
  };
}

const searchSchema = z.object({
  text: z.string().min(1).max(500).describe('What to look for, as it stands there'),
  matchCase: z.boolean().default(false),
});

/** search_files: plain text in all text files of the conversation. No patterns: a hostile one takes hours. */
export function searchFilesTool(needs: FileToolNeeds): Tool<z.infer<typeof searchSchema>> {
  const { db, files } = needs;
  return {
    name: 'search_files',
    title: 'Search files',
    description: 'Finds a text in the text files of this conversation: file, line number and line.',
    effect: 'read',
    schema: searchSchema,
    async run({ text, matchCase }, { area }) {
      const fold = (line: string) => (matchCase ? line : line.toLowerCase());
      const wanted = fold(text);
      const hits: string[] = [];
      let left = MAX_SEARCHED_BYTES;
      for (const row of await files.list(db, area)) {
        left -= row.size;
        if (left < 0) continue;
        const content = new TextDecoder().decode(await files.read(row));
        if (NOT_TEXT.test(content.slice(0, 4_096))) continue;
        for (const [index, line] of content.split('\n').entries()) {
          if (!fold(line).includes(wanted)) continue;
          hits.push(`${row.name}:${index + 1}: ${line.trim().slice(0, MAX_LINE_LENGTH)}`);
          if (hits.length >= MAX_HITS) return said(`${hits.join('\n')}\n[more lines have it]`);
        }
      }
      return said(hits.join('\n') || 'No file has it');
    },
  };
}

const diffSchema = z.object({
  before: name.describe('A file name'),
  after: name.describe('Another file name'),
});

/** diff_files: what differs between two files, as a unified diff. */
export function diffFilesTool(needs: FileToolNeeds): Tool<z.infer<typeof diffSchema>> {
  return {
    name: 'diff_files',
    title: 'Compare files',
    description: 'Compares two text files of this conversation and answers a unified diff.',
    effect: 'read',
    schema: diffSchema,
    async run({ before, after }, { area }) {
      const [old, changed] = await Promise.all([textOf(needs, area, before), textOf(needs, area, after)]);
      if (old === changed) return said('The files are equal');
      const options = { context: 3, timeout: DIFF_TIMEOUT_MS };
      const patch = createTwoFilesPatch(before, after, old, changed, undefined, undefined, options);
      if (patch === undefined) throw toolErrors.diff_too_large();
      return said(patch);
    },
  };
}

const patchSchema = z.object({
  name: name.describe('The file to change'),
  patch: z
    .string()
    .min(1)
    .max(MAX_TOOL_OUTPUT_LENGTH * 10)
    .describe('A unified diff of that file'),
});

/** patch_file: a unified diff applied, as a new version of the file. It fits wholly or nothing changes. */
export function patchFileTool(needs: FileToolNeeds): Tool<z.infer<typeof patchSchema>> {
  return {
    name: 'patch_file',
    title: 'Patch a file',
    description:
      'Changes a text file of this conversation by a unified diff. Nothing changes unless all of it fits.',
    effect: 'write',
    schema: patchSchema,
    async run({ name: wanted, patch }, context) {
      const changed = patched(await textOf(needs, context.area, wanted), patch);
      if (changed === false) throw toolErrors.patch_misfit(wanted);
      const file = await save(needs, context, wanted, changed);
      return said(`Changed ${file.name} (${file.size} bytes)`, [file]);
    },
  };
}

/** A text that is no patch is one that does not fit. */
function patched(text: string, patch: string): string | false {
  try {
    const [parsed] = parsePatch(patch);
    const hunks = parsed?.hunks ?? [];
    // A hunk without a place or a line would be applied as nothing at all, to a text that is then empty.
    const isWhole =
      hunks.length > 0 && hunks.every(({ oldStart, lines }) => oldStart >= 0 && lines.length > 0);
    return parsed && isWhole ? applyPatch(text, parsed) : false;
  } catch {
    return false;
  }
}
