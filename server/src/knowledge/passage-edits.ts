// What people make of the passages of a document, and its taking back.
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import { readAgain, shownReady } from './control.ts';
import { type EditRow, editsOf } from './edit-rows.ts';
import { MAX_EDITED_PASSAGES } from './edits-contract.ts';
import { knowledgeErrors } from './errors.ts';
import type { DocumentNeeds } from './needs.ts';
import { type IndexedPassage, numberOf } from './passages.ts';
import type { BaseRow, DocumentRow } from './queries.ts';

export interface Edit {
  first: number;
  last: number;
  passages: readonly string[];
}

type Base = Granted<'edit', BaseRow>;

/**
 * Puts passages in the place of parsed ones; edits that lie within are replaced. `indexed` is what search has of the
 * document. Throws `document_busy`, `passages_unknown` or `passage_edit_overlaps`.
 */
export async function editPassages(
  needs: DocumentNeeds,
  base: Base,
  document: DocumentRow,
  indexed: readonly IndexedPassage[],
  edit: Edit,
): Promise<{ runId: string }> {
  const { first, last, passages } = edit;
  if (last < first || last - first >= MAX_EDITED_PASSAGES) throw knowledgeErrors.passages_unknown();
  return change(needs, base, document, async (tx, version) => {
    const edits = await editsOf(tx, document.id, version);
    const within = edits.filter((known) => known.first >= first && known.last <= last);
    if (edits.some((known) => !within.includes(known) && known.first <= last && known.last >= first))
      throw knowledgeErrors.passage_edit_overlaps();
    const parsed = parsedTexts(edit, indexed, within);
    await removeEdits(tx, document.id, version, first, last);
    if (isSame(parsed, passages)) return;
    const row = { parsed: JSON.stringify(parsed), passages: JSON.stringify(passages) };
    await tx
      .insertInto('knowledge_passage_edits')
      .values({
        ...{ document_id: document.id, version, first, last, ...row },
        ...{ created_by: base.by.userId, created_at: needs.runtime.now() },
      })
      .execute();
  });
}

/** Throws `document_busy` or `passages_unknown`. */
export async function undoEdit(
  needs: DocumentNeeds,
  base: Base,
  document: DocumentRow,
  first: number,
): Promise<{ runId: string }> {
  return change(needs, base, document, async (tx, version) => {
    const known = (await editsOf(tx, document.id, version)).find((edit) => edit.first === first);
    if (!known) throw knowledgeErrors.passages_unknown();
    await removeEdits(tx, document.id, version, first, known.last);
  });
}

/** The rows and the run that applies them, as one. */
async function change(
  needs: DocumentNeeds,
  base: Base,
  { id }: DocumentRow,
  write: (tx: Database, version: number) => Promise<void>,
): Promise<{ runId: string }> {
  const runId = await inTransaction(needs.db, async (tx) => {
    await lockRow(tx, 'knowledge_documents', id);
    const row = await shownReady(tx, base, id);
    if (!row) throw knowledgeErrors.document_busy();
    await write(tx, row.number);
    return readAgain(tx, needs, base.record, base.by, row);
  });
  needs.orchestrator.announce();
  return { runId };
}

async function removeEdits(tx: Database, documentId: string, version: number, first: number, last: number) {
  await tx
    .deleteFrom('knowledge_passage_edits')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .where('first', '>=', first)
    .where('first', '<=', last)
    .execute();
}

/** From the index, and where an edit stands there, from what that was made for. */
function parsedTexts(
  { first, last }: Edit,
  indexed: readonly IndexedPassage[],
  within: readonly EditRow[],
): string[] {
  const texts = new Map<number, string>();
  for (const passage of indexed) {
    const { number, edit } = numberOf(passage.id);
    if (!edit) texts.set(number, passage.text);
  }
  for (const { first: from, parsed } of within)
    for (const [index, text] of parsed.entries()) texts.set(from + index, text);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const text = texts.get(first + index);
    if (text === undefined) throw knowledgeErrors.passages_unknown();
    return text;
  });
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((text, index) => text === b[index]);
