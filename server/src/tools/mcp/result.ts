import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Database } from '../../db/index.ts';
import { type FileRow, type FileStore, mediaTypeOf } from '../../files/index.ts';
import { MAX_STORED_OUTPUT_LENGTH } from '../stored-output.ts';
import { cleanText } from '../tame-schema.ts';
import type { ToolContext, ToolResult } from '../tool.ts';
import { MAX_RESULT_FILES } from './limits.ts';

const EXTENSIONS = ['png', 'jpg', 'gif', 'webp', 'pdf', 'json', 'csv', 'mp3', 'wav', 'md', 'txt'];

interface Needs {
  db: Database;
  files: FileStore;
}

/** What a call gave: texts for the model, pictures and other bytes as files of the conversation. */
export async function resultOf(
  needs: Needs,
  result: CallToolResult,
  context: ToolContext,
): Promise<ToolResult> {
  const { content, isError, structuredContent } = result;
  const texts: string[] = [];
  const files: FileRow[] = [];
  const keep = async (base64: string, mediaType: string) => {
    if (files.length >= MAX_RESULT_FILES) return void texts.push('[more files were left out]');
    const file = await save(needs, base64, mediaType, files.length + 1, context);
    files.push(file);
    texts.push(`[${file.media_type}, ${file.size} bytes, saved as ${file.name}]`);
  };
  for (const part of content) {
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'image' || part.type === 'audio') await keep(part.data, part.mimeType);
    else if (part.type === 'resource_link') texts.push(`${part.name}: ${part.uri}`);
    else if ('text' in part.resource) texts.push(part.resource.text);
    else await keep(part.resource.blob, part.resource.mimeType ?? '');
  }
  if (texts.length === 0 && structuredContent) texts.push(JSON.stringify(structuredContent, null, 2));
  const output = cleanText(texts.join('\n\n'), MAX_STORED_OUTPUT_LENGTH) || 'The tool said nothing';
  return { ok: isError !== true, output, files, citations: [] };
}

function save(
  { db, files }: Needs,
  base64: string,
  mediaType: string,
  index: number,
  { area, principal, callId }: ToolContext,
): Promise<FileRow> {
  const extension = EXTENSIONS.find((one) => mediaTypeOf(`a.${one}`) === mediaType) ?? 'bin';
  const mark = callId.replaceAll(/[^\w-]/g, '').slice(-12) || 'call';
  const name = `result-${mark}-${index}.${extension}`;
  const { workspaceId, userId: createdBy } = principal;
  return files.save(db, { workspaceId, area, name, bytes: Buffer.from(base64, 'base64'), createdBy });
}
