import type { Database } from '../db/index.ts';
import type { FileRow, FileStore } from '../files/index.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type ToolContext } from './tool.ts';

/** Of a huge output no more is kept than this: the rest is cut off, and the text says so. */
export const MAX_STORED_OUTPUT_LENGTH = 5_000_000;
/** Room for the line that says where the whole is. */
const NOTE_LENGTH = 300;

/**
 * What the model reads: the output, or its beginning and where the rest lies: in a file beside the conversation, which
 * read_file reads on.
 */
export async function boundOutput(
  { db, files }: { db: Database; files: FileStore },
  output: string,
  toolName: string,
  { area, principal, callId }: ToolContext,
): Promise<{ text: string; files: FileRow[] }> {
  if (output.length <= MAX_TOOL_OUTPUT_LENGTH) return { text: output, files: [] };
  const kept = output.slice(0, MAX_STORED_OUTPUT_LENGTH);
  const mark = callId.replaceAll(/[^\w-]/g, '').slice(-12) || 'call';
  const file = await files.save(db, {
    workspaceId: principal.workspaceId,
    area,
    name: `${toolName}-${mark}.txt`,
    bytes: new TextEncoder().encode(kept),
    createdBy: principal.userId,
  });
  const shown = MAX_TOOL_OUTPUT_LENGTH - NOTE_LENGTH;
  const whole = kept.length < output.length ? `the first ${kept.length}` : 'all';
  const note = `[${output.length} characters; ${whole} are in the file ${file.name}: read on with read_file at offset ${shown}]`;
  return { text: `${output.slice(0, shown)}\n${note}`, files: [file] };
}
