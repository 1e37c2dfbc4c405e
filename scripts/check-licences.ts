/** Checks that every package has a copy of the repository's licence, since its tarball contains only its own folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages, root } from './packages.ts';

const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const licence = text(join(root, 'LICENSE'));

if (licence === '') {
  console.error('LICENSE is missing.');
  process.exitCode = 1;
}
for (const { folder } of listPackages()) {
  if (text(join(root, 'packages', folder, 'LICENSE')) === licence) continue;
  console.error(`packages/${folder}/LICENSE differs from LICENSE; copy it.`);
  process.exitCode = 1;
}
