import { parseConfig } from '../../config/config.ts';
import { importRecords } from '../../transfer/import-records.ts';
import { readManifest } from '../../transfer/ndjson/manifest.ts';
import { createNdjsonSource } from '../../transfer/ndjson/ndjson-source.ts';
import type { CommandInput } from '../command.ts';
import { assertComplete } from './assert-complete.ts';
import { formatOutcome, outcomeJson } from './format-outcome.ts';
import { openTarget } from './open-target.ts';
import { recordImport } from './record-import.ts';

/** `colloquy import ndjson FOLDER`: imports an export, on any engine. */
export async function importNdjson(
  { settings, output, startProgress }: CommandInput<never>,
  folder: string,
): Promise<void> {
  const config = parseConfig(settings);
  const { counts } = await readManifest(folder);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  await using target = await openTarget(config);
  await recordImport(target);
  const progress = startProgress('Importing objects');
  try {
    const outcome = await importRecords(target, createNdjsonSource(folder, counts), {
      onProgress: (_, done) => progress.update(done, total),
    });
    progress.end();
    const { accountSid } = target;
    output.result(
      { folder, account_sid: accountSid, ...outcomeJson(outcome) },
      `Imported ${folder} into ${accountSid}:\n\n${formatOutcome(outcome)}`,
    );
    assertComplete(outcome);
  } finally {
    progress.end();
  }
}
