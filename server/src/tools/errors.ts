import { defineErrors } from '../problem/index.ts';

export const toolErrors = defineErrors({
  url_refused: {
    status: 400,
    message: (reason: string) => `Cannot fetch address: ${reason}`,
  },
  fetch_failed: {
    status: 502,
    message: (reason: string) => `Cannot fetch address: ${reason}`,
  },
  file_unknown: {
    status: 404,
    message: (name: string) => `Cannot read file: the conversation has none called "${name.slice(0, 200)}"`,
  },
  file_not_text: {
    status: 400,
    message: (name: string) => `Cannot read file: "${name.slice(0, 200)}" is not text; run_code can open it`,
  },
  sandbox_missing: {
    status: 503,
    message: (reason: string) =>
      `Cannot run code: this machine has no sandbox (${reason}), and nothing runs without one`,
  },
  execution_failed: {
    status: 503,
    message: (message: string) => message,
  },
  program_failed: {
    status: 422,
    message: (output: string) => `Cannot finish program: ${output.slice(-400)}`,
  },
});
