/** One line of the set-up, apart from what the product itself prints. */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/** A set-up that cannot go on; the message says what to do. */
export class SetupError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
  }
}

/** Runs the set-up; what it cannot mend is one line, not a stack trace. */
export async function setUp(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exit(1);
  }
}
