/**
 * Throws if this Node is too old. Programs import it first, because modules of the server fail in an old Node with errors
 * that do not say so. It runs in any Node that has ECMAScript modules.
 */
import manifest from '../package.json' with { type: 'json' };

const needed = Number.parseInt(manifest.engines.node.replace(/\D*/, ''), 10);

if (Number.parseInt(process.versions.node, 10) < needed)
  throw Object.assign(new Error(`colloquy: needs Node ${needed} or newer, this is ${process.version}.`), {
    code: 'COLLOQUY_OLD_NODE',
  });
