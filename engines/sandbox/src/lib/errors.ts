export const SANDBOX_ERROR_CODES = [
  'sandbox_unavailable',
  'sandbox_busy',
  'sandbox_closed',
  'sandbox_failed',
  'sandbox_interrupted',
  'sandbox_session_ended',
  'sandbox_protocol_violated',
  'sandbox_language_unknown',
  'sandbox_code_too_long',
  'sandbox_file_name_invalid',
  'sandbox_files_too_large',
  'sandbox_limit_invalid',
  'sandbox_guard_unknown',
  'sandbox_filter_invalid',
  'sandbox_egress_unsupported',
  'sandbox_advisories_unreadable',
  'sandbox_requirement_invalid',
  'sandbox_package_unknown',
  'sandbox_package_refused',
  'sandbox_packages_failed',
] as const;
export type SandboxErrorCode = (typeof SANDBOX_ERROR_CODES)[number];

/** Every failure of the engine. What the code under test did wrong is never an error but part of its Execution. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode;
  /** What an operator can do about it. */
  readonly fix?: string;
  /** With `sandbox_busy`: when a place is likely to be free. */
  readonly retryAfterMs?: number;

  constructor(
    code: SandboxErrorCode,
    message: string,
    more: { fix?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'SandboxError';
    this.code = code;
    if (more.fix !== undefined) this.fix = more.fix;
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs;
  }
}
