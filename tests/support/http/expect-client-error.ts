import { expect } from 'vitest';

interface ReplyParts {
  readonly status: number;
  readonly text: string;
  readonly type: string | null | undefined;
}

/** Expects an error reply of the API: JSON with the four keys, of which `status` equals the HTTP status. */
export function expectClientError({ status, text, type }: ReplyParts): void {
  expect(status, text).toBeGreaterThanOrEqual(400);
  expect(status, text).toBeLessThan(500);
  expect(type).toBe('application/json; charset=utf-8');
  expect(JSON.parse(text)).toMatchObject({
    code: expect.any(Number),
    message: expect.any(String),
    more_info: expect.stringMatching(
      /^(?:https:\/\/www\.twilio\.com\/docs\/errors\/\d+|http:\/\/[^/]+\/(?:#[A-Z][a-z]+)?)$/,
    ),
    status,
  });
}
