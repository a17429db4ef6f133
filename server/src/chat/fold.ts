import type { Citation, MessagePart, Route } from './contract.ts';

/** What a reader of a run's log shows of an answer that is still growing, or of a whole one. */
export interface FoldedAnswer {
  parts: MessagePart[];
  citations: Citation[];
  /** The n of each mark [n] whose document the reader may not see. */
  withheld: number[];
  route: { route: Route; agent: string; reason: string; pinned: boolean } | null;
  flags: string[];
  usage: { model: string; inputTokens: number; outputTokens: number; costMicros: number }[];
  /** The tool calls that have begun and not ended. `runId` is the run of another agent that was asked. */
  open: { callId: string; tool: string; arguments: unknown; runId?: string }[];
  /** Why a person has paused the run, or null. */
  paused: string | null;
  /** Set once the log has its last event. */
  end: 'done' | 'failed' | 'cancelled' | null;
  error: { code: string; message: string } | null;
  /** The sequence read last: where to go on. */
  sequence: number;
}

export interface FoldedEvent {
  sequence: number;
  type: string;
  step: string | null;
  attempt: number;
  payload: Record<string, unknown>;
}

interface Chunk {
  step: string | null;
  attempt: number;
  part: MessagePart;
}

type State = Omit<FoldedAnswer, 'parts'> & { chunks: Chunk[] };

function empty(): State {
  return {
    chunks: [],
    citations: [],
    withheld: [],
    route: null,
    flags: [],
    usage: [],
    open: [],
    paused: null,
    end: null,
    error: null,
    sequence: 0,
  };
}

/** A step that runs again after a crash says everything again: what its earlier tries said is dropped. */
function dropEarlier(state: State, event: FoldedEvent): void {
  state.chunks = state.chunks.filter((chunk) => chunk.step !== event.step || chunk.attempt >= event.attempt);
  state.open = [];
}

function addText(state: State, event: FoldedEvent, type: 'text' | 'reasoning'): void {
  const text = String(event.payload.text ?? '');
  const last = state.chunks.at(-1);
  const grows = last?.step === event.step && last.attempt === event.attempt && last.part.type === type;
  if (grows && 'text' in last.part) last.part.text += text;
  else state.chunks.push({ step: event.step, attempt: event.attempt, part: { type, text } });
}

function addTool(state: State, event: FoldedEvent): void {
  const { callId, tool, ok, output, files, durationMs, version, cached, leftOut, scan, documents, withheld } =
    event.payload;
  const begun = state.open.find((call) => call.callId === callId);
  state.open = state.open.filter((call) => call.callId !== callId);
  const part = {
    type: 'tool',
    callId,
    tool,
    arguments: withheld ? null : (begun?.arguments ?? event.payload.arguments ?? null),
    ok,
    output,
    files,
    durationMs,
    ...(version === undefined ? {} : { version }),
    ...(cached ? { cached } : {}),
    ...(leftOut ? { leftOut } : {}),
    ...(scan ? { scan } : {}),
    ...(documents === undefined ? {} : { documents }),
    ...(withheld ? { withheld } : {}),
  } as MessagePart;
  state.chunks.push({ step: event.step, attempt: event.attempt, part });
}

/** What the run says of its own work stands where it came. */
function addPart(state: State, { step, attempt, payload }: FoldedEvent, type: 'question' | 'check'): void {
  state.chunks.push({ step, attempt, part: { ...payload, type } as unknown as MessagePart });
}

/** What was said is taken back: it becomes a thought, or it goes. The same that the server saves by. */
function sayUnknown(state: State, { step, attempt, payload: { keep, ...payload } }: FoldedEvent): void {
  state.chunks = state.chunks.flatMap((chunk): Chunk[] => {
    if (chunk.part.type !== 'text') return [chunk];
    return keep ? [{ ...chunk, part: { type: 'reasoning', text: chunk.part.text } }] : [];
  });
  state.chunks.push({ step, attempt, part: { ...payload, type: 'unknown' } as unknown as MessagePart });
}

type BudgetPart = Extract<MessagePart, { type: 'budget' }>;
type ApprovalPart = Extract<MessagePart, { type: 'approval' }>;

/** A wait that follows itself, since the raise was too small, is the same wait: so it is saved, too. */
function addBudgetWait(state: State, event: FoldedEvent): void {
  const last = state.chunks.at(-1)?.part;
  const again = last?.type === 'budget' && last.budgetId === event.payload.budgetId;
  if (again) Object.assign(last, event.payload, { raised: false });
  else {
    const part = { type: 'budget', ...event.payload, raised: false } as BudgetPart;
    state.chunks.push({ step: null, attempt: event.attempt, part });
  }
}

function endBudgetWait(state: State, { payload }: FoldedEvent): void {
  for (const { part } of state.chunks)
    if (part.type === 'budget' && part.budgetId === payload.budgetId) part.raised = true;
}

/** The chunk bears the step of the child run that waits: its start tells where to decide. */
function addQuestion(state: State, { payload }: FoldedEvent): void {
  const { step, ...asked } = payload;
  const open = { approvalId: null, state: 'pending', by: [], comment: null, changed: false };
  const part = { type: 'approval', ...asked, ...open } as unknown as ApprovalPart;
  state.chunks.push({ step: String(step), attempt: 1, part });
}

function endQuestion(state: State, { payload }: FoldedEvent): void {
  const asked = state.chunks.findLast(
    ({ part }) => part.type === 'approval' && part.callId === payload.callId,
  );
  if (asked) Object.assign(asked.part, payload, { approvalId: null });
}

function noteChild(state: State, { step, payload }: FoldedEvent): void {
  if (typeof payload.childId !== 'string') return;
  const asked = state.chunks.findLast((chunk) => chunk.step === step)?.part;
  if (asked?.type === 'approval') asked.approvalId = payload.childId;
  else {
    const call = state.open.at(-1);
    if (call) call.runId ??= payload.childId;
  }
}

function end(state: State, kind: 'done' | 'failed' | 'cancelled', event: FoldedEvent): void {
  state.end = kind;
  state.open = [];
  state.paused = null;
  if (kind === 'failed') state.error = event.payload as unknown as State['error'];
}

function apply(state: State, event: FoldedEvent): void {
  const { payload } = event;
  switch (event.type) {
    case 'step.started':
      if (event.attempt > 1) dropEarlier(state, event);
      noteChild(state, event);
      break;
    case 'text.delta':
      addText(state, event, 'text');
      break;
    case 'reasoning.delta':
      addText(state, event, 'reasoning');
      break;
    case 'tool.called':
      state.open.push({ ...payload } as State['open'][number]);
      break;
    case 'tool.finished':
      addTool(state, event);
      break;
    case 'citations.found':
      state.citations = payload.citations as Citation[];
      state.withheld = (payload.withheld as number[] | undefined) ?? [];
      break;
    case 'question.prepared':
      addPart(state, event, 'question');
      break;
    case 'answer.checked':
      addPart(state, event, 'check');
      break;
    case 'answer.unknown':
      sayUnknown(state, event);
      break;
    case 'route.chosen':
      state.route = payload as State['route'];
      break;
    case 'message.flagged':
      state.flags = payload.flags as string[];
      break;
    case 'usage.recorded':
      state.usage.push(payload as State['usage'][number]);
      break;
    case 'budget.reached':
      addBudgetWait(state, event);
      break;
    case 'budget.raised':
      endBudgetWait(state, event);
      break;
    case 'approval.asked':
      addQuestion(state, event);
      break;
    case 'approval.decided':
      endQuestion(state, event);
      break;
    case 'run.paused':
      state.paused = String(payload.reason ?? '');
      break;
    case 'run.resumed':
      state.paused = null;
      break;
    case 'run.finished':
      end(state, 'done', event);
      break;
    case 'run.failed':
      end(state, 'failed', event);
      break;
    case 'run.cancelled':
      end(state, 'cancelled', event);
      break;
  }
}

/**
 * A fold over a run's log, fed one event at a time and in order; an event seen before is skipped,
 * so that a stream that was resumed too early does no harm. `add` answers the fold as it then stands.
 */
export function foldAnswer(): { add(event: FoldedEvent): FoldedAnswer; current(): FoldedAnswer } {
  const state = empty();
  const current = () => {
    const { chunks, ...rest } = state;
    return { ...rest, parts: chunks.map(({ part }) => ({ ...part })) };
  };
  const add = (event: FoldedEvent) => {
    if (event.sequence > state.sequence) {
      state.sequence = event.sequence;
      apply(state, event);
    }
    return current();
  };
  return { add, current };
}

/** The text of an answer: its text parts as paragraphs. The same rule that the server saves by. */
export function answerText(parts: readonly MessagePart[]): string {
  const isText = ({ type }: MessagePart) => type === 'text' || type === 'unknown';
  return parts
    .flatMap((part) => (isText(part) && 'text' in part && part.text ? [part.text] : []))
    .join('\n\n');
}
