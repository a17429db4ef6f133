import { SANDBOX_ERROR_CODES, SandboxError, type SandboxErrorCode } from '@agenticgen/sandbox';
import { Code, ConnectError } from '@connectrpc/connect';

const CODES: Partial<Record<SandboxErrorCode, Code>> = {
  sandbox_unavailable: Code.FailedPrecondition,
  sandbox_busy: Code.ResourceExhausted,
  sandbox_closed: Code.Unavailable,
  sandbox_failed: Code.Aborted,
  sandbox_interrupted: Code.Aborted,
  sandbox_session_ended: Code.NotFound,
};

/** Throws what the sandbox refused so that its caller can tell. */
export function refuse(error: unknown): never {
  if (!(error instanceof SandboxError)) throw error;
  const metadata = new Headers({ 'problem-code': error.code });
  if (error.fix !== undefined) metadata.set('fix', error.fix);
  if (error.retryAfterMs !== undefined) metadata.set('retry-after-ms', String(error.retryAfterMs));
  throw new ConnectError(error.message, CODES[error.code] ?? Code.InvalidArgument, metadata);
}

/** The sandbox's own refusal, or that the connection broke: then nobody knows how far the code came. */
export function sandboxError(error: unknown): SandboxError {
  const { rawMessage, metadata, code: rpcCode } = ConnectError.from(error);
  const told = metadata.get('problem-code');
  const code = SANDBOX_ERROR_CODES.find((known) => known === told) ?? codeOf(rpcCode);
  const fix = metadata.get('fix');
  const retryAfter = metadata.get('retry-after-ms');
  return new SandboxError(code, told ? rawMessage : `Cannot run code: the sandbox failed: ${rawMessage}`, {
    ...(fix === null ? {} : { fix }),
    ...(retryAfter === null ? {} : { retryAfterMs: Number(retryAfter) }),
    cause: error,
  });
}

function codeOf(code: Code): SandboxErrorCode {
  return code === Code.Unauthenticated ? 'sandbox_unavailable' : 'sandbox_failed';
}
