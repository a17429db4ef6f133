/** A file of the project that the checker cannot read. */
export class CheckError extends Error {
  readonly code = 'source_unreadable';

  constructor(message: string) {
    super(message);
    this.name = 'CheckError';
  }
}
