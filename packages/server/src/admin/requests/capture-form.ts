/** What is kept of a body: most requests have less. */
const maxFormBytes = 2048;

/** The beginning of a form, in the format of `application/x-www-form-urlencoded`. */
export interface CapturedForm {
  readonly content: Buffer | string;
  /** Whether the form was longer. */
  readonly isCut: boolean;
}

const none: CapturedForm = { content: '', isCut: false };

/**
 * Keeps the beginning of a body. Forms are not decoded, since nobody may ever look at them.
 *
 * @param body the bytes of a form, or the fields of a multipart form; anything else is not kept.
 */
export function captureForm(body: unknown): CapturedForm {
  if (body instanceof Buffer) {
    // A copy, because a part of the buffer would keep all of it.
    return { content: Buffer.from(body.subarray(0, maxFormBytes)), isCut: body.length > maxFormBytes };
  }
  if (typeof body !== 'object' || body === null) return none;
  const parameters = new URLSearchParams();
  let length = 0;
  for (const [name, values] of Object.entries(body))
    for (const value of [values].flat()) {
      if (typeof value !== 'string') continue;
      length += name.length + value.length;
      if (length > maxFormBytes) return { content: parameters.toString(), isCut: true };
      parameters.append(name, value);
    }
  return { content: parameters.toString(), isCut: false };
}
