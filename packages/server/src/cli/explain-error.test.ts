import { expect, test } from 'vitest';
import { explainError } from './explain-error.ts';

/** An error as Node creates it for a failed call of the system. */
const systemError = (message: string, properties: object) => Object.assign(new Error(message), properties);

test('a folder without the right to write is not reported as a port', () => {
  const message = "EACCES: permission denied, mkdir 'backup'";
  const error = systemError(message, { code: 'EACCES', syscall: 'mkdir', path: 'backup' });
  expect(explainError(error)).toEqual({ message, exitCode: 1 });
});

test('a port without the right to listen is named with its address', () => {
  const error = systemError('listen EACCES', {
    code: 'EACCES',
    syscall: 'listen',
    address: '127.0.0.1',
    port: 80,
  });
  expect(explainError(error)?.message).toContain('may not listen on port 80 of 127.0.0.1');
});

test('a file of the program that is missing keeps its stack', () => {
  const error = systemError('ENOENT: no such file', {
    code: 'ENOENT',
    syscall: 'open',
    path: 'dist/main.js',
  });
  expect(explainError(error)).toBeUndefined();
});
