import optimizeLocales from '@react-aria/optimize-locales-plugin';
import { defineConfig, type PluginOption } from 'vite';
import { compressFiles } from './build/compress-files.ts';

/** The server of `npm run dev`, which sends requests of the API there. */
const api = process.env.COLLOQUY_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // Relative, because a proxy can serve the console below any path. The server makes the links of index.html absolute.
  base: './',
  resolve: { conditions: ['colloquy-source', 'module', 'browser', 'development|production'] },
  plugins: [
    // The console is in English; without this, each component has its texts in 30 languages.
    { ...(optimizeLocales.vite({ locales: ['en-US'] }) as PluginOption & object), enforce: 'pre' },
    compressFiles(),
  ],
  build: {
    target: 'es2023',
    // A source map would triple the size of the package.
    sourcemap: false,
    // Preloads are scripts of the page itself, which the content security policy forbids inline.
    modulePreload: { polyfill: false },
    // A data: URL in a style sheet would need an exception in the policy.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        // Chromium compiles the functions of this file while it loads, and not one by one when the first page calls them.
        postBanner: ({ name }) => (name === 'libraries' ? '//# allFunctionsCalledOnLoad' : ''),
        // The first page, whatever it is, loads these two files and the style sheet: each file more costs milliseconds,
        // and a browser compiles two at the same time.
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/ },
            { name: 'app', tags: ['$initial'] },
          ],
        },
      },
      // On a busy machine, it would report at every installation that the compression takes its time.
      checks: { pluginTimings: false },
      // Libraries mark their modules for server components, which do not exist here.
      onLog: (level, log, print) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log);
      },
    },
  },
  server: { proxy: { '/v1': api, '/colloquy': api } },
});
