import type { Orchestrator, Run } from '@agenticgen/orchestrator';
import type { Principal } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type CheckedClaim, seenDocuments } from '../knowledge/index.ts';
import { presentEvent, type RunEventView, type RunOwner, type ShowEvent } from '../runs/index.ts';
import { logOf } from '../workflows/index.ts';
import type { Citation, MessagePart } from './contract.ts';
import {
  documentsSaid,
  type Eyes,
  maySee,
  shownCitations,
  shownClaims,
  shownUnknown,
  withheldTool,
} from './withhold.ts';

interface Reading {
  isMaker: boolean;
  /** Those of the documents that the reader may see now. */
  sees(documentIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The run is the work of a run above that has said what the reader may not see. */
  isClosed?: boolean;
  /** What it says is not the answer, but what another agent was told. */
  isChild?: boolean;
}

/** What nobody who sees the run is kept from: how it stands, what it costs, and the words of the answer. */
const OPEN =
  /^(?:run\..+|step\.(?:started|finished|interrupted)|text\.delta|route\.chosen|agent\.chosen|message\..+|usage\.recorded|budget\..+|approval\.decided|question\.prepared)$/;
/** What is left of others where the run is closed to the reader. */
const KEPT = ['callId', 'tool', 'step', 'deciders', 'code', 'willRetry'];

type ToolSaid = Extract<MessagePart, { type: 'tool' }>;

/** The log of a run as one reader may see it. Says by the same rules as `shownTo` of a stored answer. */
export function createShowing({ isMaker, sees, isChild = false, isClosed = false }: Reading) {
  let citations: Citation[] = [];
  const reading = { isClosed };

  async function eyesFor(documentIds: readonly string[]): Promise<Eyes> {
    return { seen: documentIds.length > 0 ? await sees(documentIds) : new Set(), isMaker };
  }

  function close(): void {
    reading.isClosed ||= !isMaker;
  }

  async function showCitations(): Promise<object> {
    const shown = shownCitations(citations, await eyesFor(citations.map(({ documentId }) => documentId)));
    if (shown.withheld.length === 0) return { citations };
    close();
    return shown;
  }

  async function showTool(payload: Record<string, unknown>): Promise<object> {
    const said = payload as unknown as ToolSaid;
    const documents = documentsSaid(said);
    const isSeen = !reading.isClosed && maySee(documents, await eyesFor(documents ?? []));
    if (isSeen) return payload;
    close();
    return withheldTool(said);
  }

  async function showCheck(payload: Record<string, unknown>): Promise<object> {
    const { seen } = await eyesFor(citations.map(({ documentId }) => documentId));
    const isSeen = (index: number) =>
      citations.some((citation) => citation.index === index && seen.has(citation.documentId));
    return { ...payload, claims: shownClaims(payload.claims as CheckedClaim[], isSeen) };
  }

  async function showUnknown(payload: Record<string, unknown>): Promise<object> {
    const said = payload as unknown as Extract<MessagePart, { type: 'unknown' }>;
    const shown = shownUnknown(said, await eyesFor(said.nearest.map(({ documentId }) => documentId)));
    // What was said before would stay as a thought.
    return reading.isClosed ? { ...shown, keep: false } : shown;
  }

  async function payloadOf({ type, payload }: RunEventView): Promise<object | null> {
    switch (type) {
      case 'citations.found':
        citations = payload.citations as Citation[];
        return showCitations();
      case 'tool.finished':
        return showTool(payload);
      case 'answer.checked':
        return showCheck(payload);
      case 'answer.unknown':
        return reading.isClosed && isChild ? null : showUnknown(payload);
      case 'reasoning.delta':
        return reading.isClosed ? null : payload;
      case 'text.delta':
        return reading.isClosed && isChild ? null : payload;
      default:
        return reading.isClosed && !OPEN.test(type) ? kept(payload) : payload;
    }
  }

  const show: ShowEvent = async (event) => {
    const payload = await payloadOf(event);
    if (payload === event.payload) return event;
    return payload && { ...event, payload: payload as Record<string, unknown> };
  };
  return { show, isClosed: () => reading.isClosed };
}

const kept = (payload: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => KEPT.includes(key)));

interface Needs {
  db: Database;
  orchestrator: Orchestrator<Database>;
}

/** Reads the log of a run for somebody: what runs above it said counts, too. */
export async function showRun(
  { db, orchestrator }: Needs,
  by: Principal,
  owner: RunOwner,
): Promise<ShowEvent> {
  const isMaker = owner.created_by === by.userId;
  const sees = (ids: readonly string[]) => seenDocuments(db, by, ids);
  if (isMaker) return createShowing({ isMaker, sees }).show;
  const line = await lineOf(orchestrator, owner.run_id);
  // What a workflow takes from documents is in no event: others than its maker are told how it stands.
  let isClosed = line.some(({ procedure }) => procedure.startsWith(WORKFLOWS));
  for (const [depth, run] of line.slice(0, -1).entries()) {
    const showing = createShowing({ isMaker, sees, isClosed, isChild: depth > 0 });
    for (const event of await logOf(orchestrator, run.id)) await showing.show(presentEvent(event));
    isClosed = showing.isClosed();
  }
  return createShowing({ isMaker, sees, isClosed, isChild: line.length > 1 }).show;
}

const WORKFLOWS = 'workflows.';

/** The run and those above it, the topmost first. */
async function lineOf(orchestrator: Needs['orchestrator'], runId: string): Promise<Run[]> {
  const line: Run[] = [];
  for (let id: string | null = runId; id !== null; ) {
    const run: Run | null = await orchestrator.run(id);
    if (run) line.unshift(run);
    id = run?.parentId ?? null;
  }
  return line;
}
