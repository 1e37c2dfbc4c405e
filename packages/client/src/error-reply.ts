import { ColloquyError } from './errors.ts';
import { parseRecord } from './record.ts';
import { parseRetryAfter } from './retry-after.ts';

/** How much of a reply that is not the API's own an error keeps: enough to recognise a proxy's page. */
const maxDetailsCharacters = 500;

/** The error that a reply stands for. A proxy may have sent it, so nothing in it is taken for granted. */
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
