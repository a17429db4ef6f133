/** A counterpart that a test needs is not on this machine, or did not come up. */
export class CounterpartError extends Error {
  readonly code: 'counterpart_missing' | 'counterpart_failed';

  constructor(code: CounterpartError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CounterpartError';
    this.code = code;
  }
}

/** A condition did not come true within its bound. */
export class WaitTimeoutError extends Error {
  readonly code = 'wait_timeout';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WaitTimeoutError';
  }
}
