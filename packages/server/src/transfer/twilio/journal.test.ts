import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openJournal } from './journal.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-journal-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const sid = (number: number) => `CH${String(number).padStart(32, '0')}`;

test('a journal has what was added before the process was killed in the middle of a line', async () => {
  const file = join(directory, 'killed');
  const first = await openJournal(file, 'one');
  await first.add([sid(1), sid(2)]);
  await first.add([sid(3)]);
  appendFileSync(file, `\n${sid(4).slice(0, 9)}`);
  const second = await openJournal(file, 'one');
  expect([...second.completed]).toEqual([sid(1), sid(2), sid(3)]);
  await second.add([sid(5)]);
  expect([...(await openJournal(file, 'one')).completed]).toEqual([sid(1), sid(2), sid(3), sid(5)]);
  await second.remove();
  expect(existsSync(file)).toBe(false);
});

test('a journal of another import, and a file that is none, are refused and stay as they are', async () => {
  const file = join(directory, 'other');
  await (await openJournal(file, 'one')).add([sid(1)]);
  await expect(openJournal(file, 'two')).rejects.toThrow('into another database');
  const notes = join(directory, 'notes.txt');
  writeFileSync(notes, 'Buy milk\n');
  await expect(openJournal(notes, 'one')).rejects.toThrow('is not a journal');
  expect(readFileSync(notes, 'utf8')).toBe('Buy milk\n');
});
