import { ColloquyError } from './errors.ts';
import { parseRecord } from './record.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Maximum length of `details` for a reply that is not from the API; enough to recognise the page of a proxy. */
const maxDetailsCharacters = 500;

/** Creates the error for a reply. A proxy may have sent it, so every property can be missing or invalid. */
export function toColloquyError(response: Response, text: string, now: number): ColloquyError {
  const body = parseRecord(text);
  const { code, message, more_info: moreInfo } = body ?? {};
  return new ColloquyError({
    status: response.status,
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message : `HTTP ${response.status} ${response.statusText}`.trim(),
    moreInfo: typeof moreInfo === 'string' ? moreInfo : undefined,
    details: body === undefined ? text.slice(0, maxDetailsCharacters) : (body.details ?? body.detail),
    requestId: response.headers.get('Twilio-Request-Id') ?? undefined,
    retryAfterMs: parseRetryAfter(response.headers.get('Retry-After'), now),
  });
}
