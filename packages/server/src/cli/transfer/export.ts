import { findAccountDefaults } from '../../accounts/store.ts';
import { parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { openContentStore } from '../../media/content/open-content-store.ts';
import { openSnapshot } from '../../storage/snapshot.ts';
import { writeExport } from '../../transfer/ndjson/write-export.ts';
import { assertSid } from '../assert-sid.ts';
import type { CommandInput } from '../command.ts';
import { formatTable } from '../terminal/format-table.ts';
import { findAccount } from './find-account.ts';

type ExportInput = CommandInput<'service' | 'conversation' | 'identity' | 'address' | 'secrets'>;

/** `colloquy export FOLDER`: writes what an account has to files, also while a server runs. */
export async function exportData(
  { settings, flags, output, startProgress }: ExportInput,
  folder: string,
): Promise<void> {
  const { service, conversation, identity, address, secrets } = flags;
  assertSid('service', 'IS', service);
  assertSid('conversation', 'CH', conversation);
  const config = parseConfig(settings);
  await using snapshot = await openSnapshot(config.databaseUrl);
  const accountSid = await findAccount(snapshot, config);
  if ((await snapshot.one(findAccountDefaults, { sid: accountSid })) === undefined)
    throw new ConfigError(`The database has no account ${accountSid}. Check COLLOQUY_ACCOUNT_SID.`);
  const media = await openContentStore(config.media.location);
  const progress = startProgress('Exporting objects');
  try {
    const request = {
      accountSid,
      selection: { serviceSid: service, conversationSid: conversation, identity, address },
      withSecrets: secrets !== undefined,
    };
    const { counts, withoutContent } = await writeExport(snapshot, media, folder, request, (done) =>
      progress.update(done),
    );
    progress.end();
    const rows = Object.entries(counts).filter(([, number]) => number > 0);
    const table = formatTable(rows.map(([kind, number]) => [kind, String(number)]));
    const missing = withoutContent.map((sid) => `\n${sid} has no content.`).join('');
    output.result(
      { folder, account_sid: accountSid, objects: counts, media_without_content: withoutContent },
      `Wrote ${folder}:\n\n${table}${missing}`,
    );
  } finally {
    progress.end();
    await media.close();
  }
}
