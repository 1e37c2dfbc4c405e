/** An erasure cannot begin, or cannot be completed. */
export class ErasureError extends Error {
  override readonly name = 'ErasureError';
}
