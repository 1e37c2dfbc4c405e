import { verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { engines, implementationOf } from '../support/engines/databases.ts';
import { createPlace, type Place } from './support/create-place.ts';
import { email, identity, needle } from './support/fill.ts';
import { filesWith, tablesWith } from './support/raw-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-erasure-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const person = ['--identity', identity, '--address', email] as const;

describe.each(engines)('an erasure that keeps the structure on %s', (engine) => {
  let place: Place;
  let messages: readonly { readonly sid: string; readonly dateCreated: Date; readonly index: number }[];
  beforeAll(async () => {
    place = await createPlace(engine, directory);
    await using server = await place.start();
    messages = await createClient(server).listConversationMessage(place.filled.room);
  });
  const hold = async (...args: readonly string[]) => (await place.runJson('hold', 'add', ...args)).sid;

  test.each(['service', 'conversation'])('is refused while a hold is on the %s', async (kind) => {
    const { run, url, filled } = place;
    const of = kind === 'service' ? [] : ['--conversation', filled.left];
    const sid = await hold('--service', filled.service, ...of, '--reason', 'Case 12');
    for (const mode of ['--yes', '--dry-run'])
      expect(await run('erase', ...person, mode)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(
          new RegExp(
            `^colloquy: The legal hold ${sid} on .*${filled.service} \\("Case 12"\\) forbids it\\.\n$`,
          ),
        ),
      });
    expect((await tablesWith(url, needle)).length).toBe(11);
    expect(await place.runJson('erasures', 'list')).toEqual([]);
    await run('hold', 'remove', sid);
  });

  test('continues after an interruption, with one proof of all runs', async () => {
    const { run, runJson, filled, media, url } = place;
    // A hold on what the person has nothing in.
    const unrelated = await hold('--service', filled.service, '--conversation', filled.other);
    const content = join(media, filled.media.slice(-2), filled.media);
    rmSync(content);
    mkdirSync(content);
    const failed = await run('erase', ...person, '--keep-structure', '--yes');
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect((await run('erasures', 'list')).stdout).toMatch(
      /^ER\w{32} .*interrupted; run the erasure again\n$/,
    );

    expect(await run('erase', ...person, '--yes')).toMatchObject({
      code: 1,
      stderr:
        'colloquy: An erasure of this person with --keep-structure was interrupted. Complete it first.\n',
    });

    rmSync(content, { recursive: true });
    writeFileSync(content, 'zq7quince content');
    const skipped = await runJson('erase', ...person, '--keep-structure', '--yes', '--skip-rewrite');
    expect(skipped).toMatchObject({
      rewritten: false,
      structure_kept: true,
      erased: { users: 1, bindings: 1, participants: 2, messages: 5, media: 1, idempotency_keys: 1 },
    });
    expect(await tablesWith(url, needle)).toEqual([]);
    expect(readdirSync(join(content, '..'))).toEqual([]);
    if (implementationOf(engine) === 'sqlite') expect(await filesWith(url, media, needle)).not.toEqual([]);

    const again = await runJson('erase', ...person, '--yes');
    expect(again).toMatchObject({
      rewritten: true,
      subject: skipped.subject,
      erased: { messages: 0, events: 0 },
    });
    expect(await filesWith(url, media, needle)).toEqual([]);
    await run('hold', 'remove', unrelated);
  });

  test('leaves messages with index, SID and date', async () => {
    const { filled, start } = place;
    await using server = await start();
    const found = await createClient(server).listConversationMessage(filled.room);
    expect(found.map(({ sid, index, dateCreated }) => ({ sid, index, dateCreated }))).toEqual(
      messages.map(({ sid, index, dateCreated }) => ({ sid, index, dateCreated })),
    );
    expect(found.map(({ author, body, media, attributes }) => ({ author, body, media, attributes }))).toEqual(
      [0, 1, 2, 3, 5].map((index) =>
        [0, 5].includes(index)
          ? { author: 'bob', body: index === 0 ? 'from bob' : 'bob again', media: null, attributes: '{}' }
          : { author: '', body: null, media: null, attributes: '{}' },
      ),
    );
  });

  test('lists proofs of the person, which anybody can verify with the public key', async () => {
    const { run, runJson, file, url } = place;
    const [first, second, ...rest] = await runJson('erasures', 'list', ...person);
    expect(rest).toEqual([]);
    expect(await runJson('erasures', 'list', '--identity', 'somebody')).toEqual([]);
    writeFileSync(file('key.pem'), (await run('erasures', 'key')).stdout);
    writeFileSync(file('proof.txt'), `${first.proof}\n`);
    const { proof: _, ...listed } = first;
    expect(await runJson('erasures', 'verify', file('proof.txt'))).toEqual({
      ...listed,
      structure_kept: true,
      date_finished: expect.any(String),
      rewritten: false,
      software: expect.stringMatching(/^colloquy /),
    });
    const offline = ['--key', file('key.pem'), '--database-url', 'sqlite::memory:'];
    expect(await runJson('erasures', 'verify', file('proof.txt'), ...offline)).toMatchObject({
      sid: first.sid,
    });
    // As any library for JSON Web Signatures does it.
    const [signedHead, payload, own] = second.proof.split('.');
    const bytes = [Buffer.from(`${signedHead}.${payload}`), Buffer.from(own, 'base64url')] as const;
    expect(JSON.parse(Buffer.from(signedHead, 'base64url').toString())).toMatchObject({ alg: 'EdDSA' });
    expect(verify(undefined, bytes[0], readFileSync(file('key.pem'), 'utf8'), bytes[1])).toBe(true);

    // Neither with another signature, nor with other contents, nor with another key.
    const [head, content, signature] = first.proof.split('.');
    const [, otherContent] = second.proof.split('.');
    for (const changed of [`${head}.${otherContent}.${signature}`, `${head}.${content}.AAAA`, 'x', '']) {
      writeFileSync(file('changed.txt'), changed);
      expect(await run('erasures', 'verify', file('changed.txt'), ...offline)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/is not a proof that was signed with this key, or it was changed/),
      });
    }
    expect((await run('erasures', 'verify', file('none.txt'))).stderr).toMatch(/none\.txt cannot be read/);
    expect((await queryRows(url, 'SELECT * FROM erasure')).length).toBe(2);
  });
});
