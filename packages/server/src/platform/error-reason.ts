/** The message of an error, or those of the errors that it contains. */
export const errorReason = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(errorReason).join(', ')
    : error instanceof Error
      ? error.message
      : String(error);
