/** Data that cannot be imported or exported. The message is for the person who does it. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
