import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { type Package, root } from './packages.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly 'colloquy-source'?: string }>>;
}

/** What Node starts by path, besides what package.json exports. */
const programs: Readonly<Record<string, readonly string[]>> = {
  server: ['src/assert-node.ts', 'src/cli/main.js', 'src/storage/engines/sqlite/checkpoint-worker.ts'],
};

/** The oldest syntax that has to be understood: by the bundlers of applications, or by the Node that the server needs. */
const targetOf = (folder: string): string => (['client', 'contract'].includes(folder) ? 'es2022' : 'node24');

/** V8 keeps the whole text of a module in two bytes per character if one of them needs two. */
const escapeNonAscii: Plugin = {
  name: 'escape-non-ascii',
  generateBundle(_, files) {
    for (const file of Object.values(files))
      if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escapeUnit);
  },
};

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Writes the JavaScript of a package into its dist folder: a file for each entry, and one for what is loaded on demand or
 * shared. Node reads 60 of these three times as fast as the 500 modules of the server. Other packages stay imports.
 */
export async function bundle({ folder }: Package): Promise<void> {
  const path = join(root, 'packages', folder);
  const { exports }: Manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const exported = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [] : (each['colloquy-source'] ?? []),
  );
  const bundler = await rolldown({
    input: [...exported, ...(programs[folder] ?? [])].map((file) => join(path, file)),
    external: (id) => !/^[./]/.test(id),
    platform: 'node',
    plugins: [escapeNonAscii],
    transform: { target: targetOf(folder) },
    tsconfig: false,
  });
  await bundler.write({
    dir: join(path, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { jsdoc: false },
  });
  await bundler.close();
}
