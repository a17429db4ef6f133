export type MetricsErrorCode = 'metric_name_invalid' | 'metric_exists' | 'cells_used_up';

/** A mistake of the program that declares metrics. */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
