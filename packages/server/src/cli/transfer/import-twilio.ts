import { createHash } from 'node:crypto';
import { sidPattern } from '@colloquy/contract';
import { parseConfig } from '../../config/config.ts';
import { UsageError } from '../../config/config-error.ts';
import { importRecords } from '../../transfer/import-records.ts';
import { openJournal } from '../../transfer/twilio/journal.ts';
import { SeenObjects } from '../../transfer/twilio/seen-objects.ts';
import { createTwilioSource } from '../../transfer/twilio/twilio-source.ts';
import { findImported } from '../../transfer/writer/find-imported.ts';
import type { CommandInput } from '../command.ts';
import type { mirrorFlags, sourceFlags } from '../commands/source-flags.ts';
import { assertComplete } from './assert-complete.ts';
import { followSource, parseMirror } from './follow-source.ts';
import { formatOutcome, outcomeJson } from './format-outcome.ts';
import { openTarget } from './open-target.ts';
import { recordImport } from './record-import.ts';
import { parseSource } from './source-options.ts';
import { verify } from './verify.ts';

export type ImportTwilioInput = CommandInput<
  keyof typeof sourceFlags | keyof typeof mirrorFlags | 'journal' | 'verify',
  'service'
>;

/** What the API does not show, so that no import can have it. */
const notShown = [
  'the secrets of push credentials: set them with the API',
  'the durations of timers: they follow from the dates on which timers are due',
  'the creators of conversations, subjects of e-mails and content variables',
];

/** `colloquy import twilio`: imports from the hosted API, or from a server that speaks it. */
export async function importTwilio(input: ImportTwilioInput): Promise<void> {
  const { settings, flags, lists, environment, output, startProgress } = input;
  const { servers, accountSid: sourceAccount, authToken, url, concurrency } = parseSource(flags, environment);
  const mirrorConfig = parseMirror(flags);
  const serviceSids = lists.service ?? [];
  if (!serviceSids.every((sid) => sidPattern('IS').test(sid)))
    throw new UsageError('--service takes a SID: IS and 32 hexadecimal digits.');
  const config = parseConfig(settings);
  const options = { serviceSids, concurrency };
  if (flags.verify !== undefined) {
    const source = createTwilioSource(servers, { ...options, isCompleted: () => false });
    return verify(input, config, source);
  }
  const journal = await openJournal(
    flags.journal ?? `colloquy-import-${sourceAccount}.journal`,
    hash([url, sourceAccount, config.databaseUrl]),
  );
  await using target = await openTarget(config);
  await recordImport(target);
  // A database that was deleted or restored since has less than the journal.
  const completed = await target.storage.read((reader) =>
    findImported(reader, target.accountSid, journal.completed),
  );
  const source = createTwilioSource(servers, { ...options, isCompleted: (sid) => completed.has(sid) });
  const seen = new SeenObjects();
  // Only a mirror walks again, and the memory of an import does not grow with the source.
  const batches = mirrorConfig === undefined ? source.batches : () => seen.watch(source.batches());
  const progress = startProgress('Importing conversations');
  try {
    const total = await source.countConversations();
    let done = 0;
    const outcome = await importRecords(
      target,
      { ...source, batches },
      {
        onProgress: () => progress.update(done, total),
        onCompleted: async (sids) => {
          await journal.add(sids);
          done += sids.length;
        },
      },
    );
    await journal.remove();
    progress.end();
    const { accountSid } = target;
    // A mirror prints more after it.
    const print = mirrorConfig === undefined ? output.result : output.record;
    print(
      {
        source: url,
        account_sid: accountSid,
        ...outcomeJson(outcome),
        not_shown: notShown,
      },
      `Imported ${url} into ${accountSid}:\n\n${formatOutcome(outcome)}\n\nThe API does not show:\n${notShown
        .map((each) => `  ${each}`)
        .join('\n')}`,
    );
    if (mirrorConfig === undefined) assertComplete(outcome);
    else {
      const all = createTwilioSource(servers, { ...options, isCompleted: () => false });
      await followSource(input, config, target, { source: all, seen }, mirrorConfig, authToken);
    }
  } finally {
    progress.end();
  }
}

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
