import { createHash } from 'node:crypto';
import { type Database, insertIgnore } from '../../db/index.ts';
import { knowledgeErrors } from '../errors.ts';
import type { Paying } from '../paid-step.ts';
import { type Picture, type PictureTask, picturesOf } from './pictures.ts';

/** Pages of one document that a model is shown. */
export const MAX_SEEN_PAGES = 500;

/** Reads pictures: a model that sees. */
export interface Eyes {
  /** Whether there is such a model in the workspace. */
  isOpen(workspaceId: string): Promise<boolean>;
  /** The text of a picture, in Markdown; '' where there is none. */
  see(picture: Picture, whose: Whose): Promise<string>;
}

export interface Whose extends Paying {
  workspaceId: string;
  runId: string;
}

export interface TranscriptNeeds {
  db: Database;
  eyes: Eyes;
  now(): number;
}

export interface Transcribing extends Whose {
  documentId: string;
  /** Told the share that is done, 0 to 1. */
  onPage?(done: number): void;
}

/**
 * The texts of pages that are pictures. What a model has read of a document is kept with it and never paid for twice:
 * after a crash, or in a version that has the same page. It goes when the document goes.
 * Throws `document_too_many_pictures`, and what the model throws.
 */
export async function transcribe(
  { db, eyes, now }: TranscriptNeeds,
  task: PictureTask,
  { documentId, onPage, ...whose }: Transcribing,
): Promise<Map<number, string>> {
  if (task.pages.length > MAX_SEEN_PAGES) throw knowledgeErrors.document_too_many_pictures(MAX_SEEN_PAGES);
  const texts = new Map<number, string>();
  for await (const picture of picturesOf(task, whose.signal)) {
    const place = { document_id: documentId, picture_hash: hashOf(picture) };
    const known = await findTranscript(db, place);
    const text = known ?? (await eyes.see(picture, whose));
    if (known === undefined)
      await insertIgnore(db, 'knowledge_transcripts', { ...place, text, created_at: now() });
    texts.set(picture.page, text);
    onPage?.(texts.size / task.pages.length);
  }
  return texts;
}

const hashOf = ({ bytes }: Picture) => createHash('sha256').update(bytes).digest('hex');

async function findTranscript(
  db: Database,
  place: { document_id: string; picture_hash: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('knowledge_transcripts')
    .select('text')
    .where('document_id', '=', place.document_id)
    .where('picture_hash', '=', place.picture_hash)
    .executeTakeFirst();
  return row?.text;
}
