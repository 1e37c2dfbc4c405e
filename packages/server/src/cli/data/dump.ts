import { existsSync } from 'node:fs';
import { type Config, parseConfig } from '../../config/config.ts';
import { readContents } from '../../seeds/read-contents.ts';
import { renderSeed } from '../../seeds/render-seed.ts';
import type { CommandInput } from '../command.ts';
import { withClient } from '../connection/with-client.ts';
import { confirm } from '../terminal/confirm.ts';
import { formatTable } from '../terminal/format-table.ts';
import { replaceFile } from './replace-file.ts';

/** `colloquy dump FILE [--url URL]`: writes a seed file from which `colloquy seed` creates the same objects. */
export async function dump(
  { settings, flags, output, startProgress }: CommandInput<'url' | 'yes'>,
  file: string,
): Promise<void> {
  const config: Config = parseConfig(settings);
  if (existsSync(file) && flags.yes === undefined)
    await confirm({
      statement: `${file} exists, and would be replaced`,
      question: `Replace ${file}?`,
      declined: 'Nothing was written.',
    });
  const progress = startProgress('Reading objects');
  const numbers: Record<string, number> = {};
  let done = 0;
  try {
    await withClient(config, flags.url, async (client) => {
      const contents = await readContents(client, Date.now(), ({ key }) => {
        numbers[key] = (numbers[key] ?? 0) + 1;
        progress.update(++done);
      });
      replaceFile(file, renderSeed(file, contents));
    });
  } finally {
    progress.end();
  }
  const rows = Object.entries(numbers).map(([key, number]) => [key, String(number)]);
  output.result(
    { file, objects: numbers },
    rows.length === 0 ? `Wrote ${file}, without objects.` : `Wrote ${file}:\n\n${formatTable(rows)}`,
  );
}
