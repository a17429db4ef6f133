// What the sandbox's own types are on the wire.
import {
  type Execution,
  GUARDS,
  type Guard,
  type Language,
  type Limits,
  type SandboxFile,
  type StreamName,
} from '@agenticgen/sandbox';

export const owned = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;

interface Asked {
  language: string;
  files: { name: string; content: Uint8Array }[];
  limits: Record<string, number>;
  guards: string[];
  allGuards: boolean;
}

/** What does not fit is refused by the sandbox itself, with its code. */
export function jobParts({ language, files, limits, guards, allGuards }: Asked) {
  return {
    language: language as Language,
    files: filesFrom(files),
    limits: limits as Partial<Limits>,
    guards: allGuards ? GUARDS : GUARDS.filter((guard) => guards.includes(guard)),
  };
}

export const filesFrom = (files: Asked['files']): SandboxFile[] =>
  files.map(({ name, content }) => ({ name, bytes: content }));
export const filesTo = (files: readonly SandboxFile[]) =>
  files.map(({ name, bytes }) => ({ name, content: owned(bytes) }));
export const guardsTo = (guards: readonly Guard[]) => ({
  guards: [...guards],
  allGuards: guards.length === GUARDS.length,
});

export const outputOf = (stream: StreamName, text: string) => ({
  case: 'output' as const,
  value: { stream, text },
});

/** What somebody printed in pieces is one piece if nobody has heard it yet. */
export function mergeOutput(last: RunEvent, next: RunEvent): boolean {
  if (last.case !== 'output' || next.case !== 'output' || last.value.stream !== next.value.stream)
    return false;
  last.value.text += next.value.text;
  return true;
}

export interface AskedEvent {
  id: string;
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  body: Uint8Array<ArrayBuffer>;
}
export type RunEvent = ReturnType<typeof outputOf> | { case: 'egressAsked'; value: AskedEvent };

/** Files, figures, and last how it ended. */
export function* executionEvents({ files, figures, truncated, ...rest }: Execution) {
  for (const value of filesTo(files)) yield { event: { case: 'file' as const, value } };
  for (const { name, bytes, mediaType } of figures) {
    const value = { file: { name, content: owned(bytes) }, mediaType };
    yield { event: { case: 'figure' as const, value } };
  }
  const value = {
    ...rest,
    exitCode: rest.exitCode ?? undefined,
    stdoutTruncated: truncated.stdout,
    stderrTruncated: truncated.stderr,
  };
  yield { event: { case: 'ended' as const, value } };
}
