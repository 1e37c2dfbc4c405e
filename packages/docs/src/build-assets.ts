import { join } from 'node:path';
import { build } from 'vite';
import type { Layout } from './page-html.ts';

/**
 * Bundles the scripts and the style sheet of the site, with names that contain a hash of their content.
 *
 * @param folder with the sources.
 * @param output folder of the site.
 */
export async function buildAssets(folder: string, output: string): Promise<Layout['assets']> {
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: output,
      emptyOutDir: false,
      target: 'es2023',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { main: join(folder, 'main.ts'), theme: join(folder, 'theme.ts') },
        checks: { pluginTimings: false },
      },
    },
  });
  const files = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output.map(({ fileName }) => fileName) : [],
  );
  const find = (pattern: RegExp): string => {
    const name = files.find((each) => pattern.test(each));
    if (name === undefined) throw new Error(`The build has no file that matches ${pattern}`);
    return name;
  };
  return { style: find(/\.css$/), main: find(/main-.*\.js$/), theme: find(/theme-.*\.js$/) };
}
