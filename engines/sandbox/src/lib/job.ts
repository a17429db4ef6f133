import { SandboxError } from './errors.ts';
import { GUARDS, type Job, LANGUAGES, type PreparedJob, type SandboxFile } from './execution.ts';
import { fileNameProblem } from './file-name.ts';
import { type Limits, MAX_CODE_BYTES, resolveLimits } from './limits.ts';

export function prepareJob(job: Job, defaults: Partial<Limits> | undefined): PreparedJob {
  if (!LANGUAGES.includes(job.language)) {
    throw new SandboxError(
      'sandbox_language_unknown',
      `Cannot run code: language is "${job.language}", wanted ${LANGUAGES.join(' or ')}`,
    );
  }
  const size = Buffer.byteLength(job.code);
  if (size > MAX_CODE_BYTES) {
    throw new SandboxError(
      'sandbox_code_too_long',
      `Cannot run code: it has ${size} bytes, at most ${MAX_CODE_BYTES}`,
    );
  }
  const limits = resolveLimits(defaults, job.limits);
  const files = job.files ?? [];
  checkFiles(files, limits);
  const guards = job.guards ?? GUARDS;
  const unknown = guards.find((guard) => !GUARDS.includes(guard));
  if (unknown !== undefined) {
    throw new SandboxError(
      'sandbox_guard_unknown',
      `Cannot run code: guard is "${unknown}", wanted ${GUARDS.join(', ')}`,
    );
  }
  return { language: job.language, code: job.code, files, limits, guards };
}

function checkFiles(files: SandboxFile[], limits: Limits): void {
  const seen = new Set<string>();
  let total = 0;
  for (const { name, bytes } of files) {
    const problem = seen.has(name) ? 'comes twice' : fileNameProblem(name);
    if (problem) {
      throw new SandboxError(
        'sandbox_file_name_invalid',
        `Cannot take input file: name ${JSON.stringify(name)} ${problem}`,
      );
    }
    seen.add(name);
    total += bytes.byteLength;
  }
  checkNesting(seen);
  if (files.length > limits.files || total > limits.totalFileBytes) {
    throw new SandboxError(
      'sandbox_files_too_large',
      `Cannot take input files: got ${files.length} with ${total} bytes, at most ${limits.files} with ${limits.totalFileBytes}`,
    );
  }
}

/** "a" cannot be a file and, by "a/b", a folder as well. */
function checkNesting(names: Set<string>): void {
  for (const name of names) {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      if (!names.has(folder)) continue;
      throw new SandboxError(
        'sandbox_file_name_invalid',
        `Cannot take input file: name ${JSON.stringify(folder)} is a folder of ${JSON.stringify(name)}`,
      );
    }
  }
}
