import { ApiError } from '@colloquy/contract';
import { expect, test } from 'vitest';
import { StorageUnavailable } from '../storage/storage.ts';
import { asApiError } from './send-reply.ts';

test('an error that is not of the catalogue is reduced to 20500, and its message stays in the server', () => {
  for (const error of [new TypeError('the secret of a bug'), 'a text', undefined]) {
    const reply = asApiError(error);
    expect(reply.toBody()).toMatchObject({ code: 20500, status: 500, message: 'Internal Server Error' });
    expect(JSON.stringify(reply.toBody())).not.toContain('secret');
  }
});

test('an error of the catalogue, and a database that is away, keep their codes', () => {
  expect(asApiError(new ApiError(50353))).toMatchObject({ code: 50353, status: 409 });
  expect(asApiError(new StorageUnavailable('away'))).toMatchObject({ code: 20503, status: 503 });
});
