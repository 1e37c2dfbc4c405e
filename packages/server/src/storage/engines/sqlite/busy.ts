/** Whether another connection has locked the database. https://www.sqlite.org/rescode.html#busy */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === 5;
