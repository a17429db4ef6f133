import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { checkFileName, type FileStore } from '../files/index.ts';
import { toolErrors } from './errors.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool } from './tool.ts';

const MAX_WRITTEN_LENGTH = 1_000_000;

const readSchema = z.object({
  name: z.string().max(200).describe('The name of a file of this conversation'),
  offset: z.number().int().min(0).default(0).describe('Character to begin at'),
});

const writeSchema = z.object({
  name: z.string().max(200).describe('A plain file name, without folders'),
  content: z.string().max(MAX_WRITTEN_LENGTH).describe('The whole content'),
});

const NOT_TEXT = /\u0000|\ufffd{3}/;

export interface FileToolNeeds {
  db: Database;
  files: FileStore;
}

/** read_file: text of the conversation's own files, a stretch at a time. */
export function readFileTool({ db, files }: FileToolNeeds): Tool<z.infer<typeof readSchema>> {
  return {
    name: 'read_file',
    title: 'Read a file',
    description:
      'Reads a text file of this conversation, attachments included. Long files: read on at the offset told.',
    effect: 'read',
    schema: readSchema,
    async run({ name, offset }, { area }) {
      const file = await files.find(db, area, name.normalize('NFC').trim());
      if (!file) {
        const names = (await files.list(db, area)).map((row) => row.name).join(', ');
        const output = `${toolErrors.file_unknown(name).message}. It has: ${names || 'no files'}`;
        return { ok: false, output, files: [], citations: [] };
      }
      const text = new TextDecoder().decode(await files.read(file));
      if (NOT_TEXT.test(text.slice(0, 4_096))) throw toolErrors.file_not_text(name);
      const end = Math.min(text.length, offset + MAX_TOOL_OUTPUT_LENGTH - 200);
      const more =
        end < text.length ? `\n[${text.length - end} more characters; read on at offset ${end}]` : '';
      return { ok: true, output: text.slice(offset, end) + more, files: [], citations: [] };
    },
  };
}

/** write_file: a new version of a file of the conversation. */
export function writeFileTool({ db, files }: FileToolNeeds): Tool<z.infer<typeof writeSchema>> {
  return {
    name: 'write_file',
    title: 'Write a file',
    description:
      'Saves a text file in this conversation. A file of the same name is replaced by the new version.',
    effect: 'write',
    schema: writeSchema,
    async run({ name, content }, { area, principal }) {
      const file = await files.save(db, {
        workspaceId: principal.workspaceId,
        area,
        name: checkFileName(name),
        bytes: new TextEncoder().encode(content),
        createdBy: principal.userId,
      });
      return { ok: true, output: `Saved ${file.name} (${file.size} bytes)`, files: [file], citations: [] };
    },
  };
}
