import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cache } from '@agenticgen/cache';
import { removeSecrets } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import { isProblem } from '../problem/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { admit, endCall, noteCached } from './call-records.ts';
import { isUsable, type ToolEntry } from './entry.ts';
import { toolErrors } from './errors.ts';
import { boundOutput } from './stored-output.ts';
import type { ToolContext, ToolResult } from './tool.ts';

/** Before the second try; doubles each time. */
const RETRY_PAUSE_MS = 250;

export interface CallNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  files: FileStore;
  cache: Cache<ToolResult>;
}

export interface GivenCall {
  callId: string;
  tool: string;
  arguments: unknown;
}

export interface CallResult extends ToolResult {
  /** Why there is no result of the tool. */
  code?: string;
  /** The arguments did not fit the schema: the model may answer again. */
  isUnfit?: boolean;
  isCached?: boolean;
}

export function refused(output: string, code?: string): CallResult {
  return { ok: false, output, files: [], citations: [], ...(code ? { code } : {}) };
}

/** Rules first, then the cache, then the tool; whatever comes of it is bounded and has no secrets. */
export async function callEntry(
  needs: CallNeeds,
  entry: ToolEntry | undefined,
  call: GivenCall,
  context: ToolContext,
): Promise<CallResult> {
  const checked = checkCall(entry, call, context);
  if ('refusal' in checked) return checked.refusal;
  return told(checked.entry, context.signal, () => answer(needs, checked.entry, checked.input, context));
}

/** What the model can mend is its result; all else is thrown. */
async function told(
  entry: ToolEntry,
  signal: AbortSignal,
  act: () => Promise<CallResult>,
): Promise<CallResult> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    if (!isProblem(error)) throw error;
    return refused(cleaned(entry, `${error.message} (${error.code})`), error.code);
  }
}

export type Begun = { refusal: CallResult } | { record: string; input: unknown };

/** The rules for a call whose work is a run of its own: refused, or noted as under way with the input of that run. */
export async function beginEntry(
  needs: CallNeeds,
  entry: ToolEntry | undefined,
  call: GivenCall,
  context: ToolContext,
): Promise<Begun> {
  const checked = checkCall(entry, call, context);
  if ('refusal' in checked) return checked;
  let begun: Begun | undefined;
  const refusal = await told(checked.entry, context.signal, async () => {
    const input = await checked.entry.tool.child?.inputOf(checked.input, context);
    begun = { record: await admit(needs, checked.entry, context), input };
    return refused('');
  });
  return begun ?? { refusal };
}

type Checked = { refusal: CallResult } | { entry: ToolEntry; input: unknown };

function checkCall(entry: ToolEntry | undefined, call: GivenCall, { principal }: ToolContext): Checked {
  const refuse = (output: string, code?: string) => ({ refusal: refused(output, code) });
  if (!entry) return refuse(`Cannot call tool: there is none called "${call.tool.slice(0, 64)}"`);
  const { tool } = entry;
  if (!isUsable(entry)) return refuse(`Cannot call ${tool.name}: ${whyNot(entry)}`, 'tool_not_usable');
  if (tool.right && !principal.ability.can(...tool.right))
    return refuse(`Cannot call ${tool.name}: the person may not do that (${principal.role})`, 'forbidden');
  const parsed = tool.schema.safeParse(call.arguments);
  if (parsed.success) return { entry, input: parsed.data };
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`,
  );
  const { refusal } = refuse(`Cannot call ${tool.name}: ${faults.join('; ')}`, 'arguments_invalid');
  return { refusal: { ...refusal, isUnfit: true } };
}

function whyNot({ state, settings }: ToolEntry): string {
  if (!settings.enabled) return 'it is switched off in this workspace';
  return state === 'pending' ? 'it has changed and waits for approval' : 'its source has it no more';
}

async function answer(
  needs: CallNeeds,
  entry: ToolEntry,
  input: unknown,
  context: ToolContext,
): Promise<CallResult> {
  const { cacheTtlMs: ttlMs } = entry.traits;
  if (ttlMs === 0) return recorded(needs, entry, input, context);
  const key = keyOf(entry, input, context);
  const known = await needs.cache.get(key);
  if (known) {
    await noteCached(needs, entry, context);
    return { ...known, isCached: true };
  }
  const result = await recorded(needs, entry, input, context);
  if (result.ok) await needs.cache.set(key, result, { ttlMs });
  return result;
}

/** A result is used again only for the same person and place, and the same version of the tool. */
function keyOf(
  { tool, version }: ToolEntry,
  input: unknown,
  { principal, area, bases }: ToolContext,
): string {
  const parts = [principal.workspaceId, principal.userId, area, tool.name, version, bases ?? null, input];
  return `tool:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

async function recorded(
  needs: CallNeeds,
  entry: ToolEntry,
  input: unknown,
  context: ToolContext,
): Promise<ToolResult> {
  const record = await admit(needs, entry, context);
  const began = performance.now();
  const end = (ok: boolean, code: string | null) =>
    endCall(needs, record, { ok, code, durationMs: Math.round(performance.now() - began) });
  try {
    const result = await tried(entry, input, context);
    const output = await boundOutput(needs, cleaned(entry, result.output), entry.tool.name, context);
    await end(result.ok, null);
    return { ...result, output: output.text, files: [...result.files, ...output.files] };
  } catch (error) {
    await end(false, isProblem(error) ? error.code : 'internal_error');
    throw error;
  }
}

function cleaned({ tool }: ToolEntry, text: string): string {
  return removeSecrets(text, tool.secrets?.() ?? []);
}

async function tried(entry: ToolEntry, input: unknown, context: ToolContext): Promise<ToolResult> {
  const { retries } = entry.traits;
  for (let attempt = 0; ; attempt++) {
    try {
      return await inTime(entry, input, context);
    } catch (error) {
      context.signal.throwIfAborted();
      if (attempt >= retries || !isPassing(error)) throw error;
      await pause(RETRY_PAUSE_MS * 2 ** attempt, undefined, { signal: context.signal });
    }
  }
}

/** What may be different a moment later. */
function isPassing(error: unknown): boolean {
  return isProblem(error) && (error.status >= 500 || error.status === 429);
}

/** A tool that does not heed its signal is not waited for. Throws `tool_timeout`. */
async function inTime(
  { tool, traits }: ToolEntry,
  input: unknown,
  context: ToolContext,
): Promise<ToolResult> {
  const { timeoutMs } = traits;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([context.signal, late]);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const work = tool.run(input, { ...context, signal });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted.promise]);
  } catch (error) {
    if (late.aborted && !context.signal.aborted) throw toolErrors.tool_timeout(tool.name, timeoutMs);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
