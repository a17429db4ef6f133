import { isProblem } from '../problem/index.ts';
import type { ChatModel } from './chat-model.ts';
import { modelErrors } from './errors.ts';

const TEST_TIMEOUT_MS = 20_000;
const MAX_TEST_TOKENS = 64;

export interface ConnectionTest {
  ok: boolean;
  firstTokenMs: number | null;
  durationMs: number;
  error: { code: string; message: string } | null;
}

/** One small call, no retries: what happens is what is told. */
export async function testConnection(model: ChatModel): Promise<ConnectionTest> {
  const signal = AbortSignal.timeout(TEST_TIMEOUT_MS);
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  let firstTokenMs: number | null = null;
  try {
    const messages = [{ role: 'user' as const, text: 'Answer with the word: ready' }];
    for await (const _ of model.stream({ messages, tools: [], maxOutputTokens: MAX_TEST_TOKENS, signal })) {
      firstTokenMs ??= elapsed();
    }
    return { ok: true, firstTokenMs, durationMs: elapsed(), error: null };
  } catch (error) {
    const problem = isProblem(error) ? error : modelErrors.model_timeout(TEST_TIMEOUT_MS / 1000);
    const { code, message } = problem;
    return { ok: false, firstTokenMs, durationMs: elapsed(), error: { code, message } };
  }
}
