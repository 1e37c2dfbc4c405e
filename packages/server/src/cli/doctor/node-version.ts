import manifest from '../../../package.json' with { type: 'json' };
import { type Check, ok, problem } from './finding.ts';

/** Whether this Node is new enough for the server. */
export const checkNodeVersion: Check = async () => {
  const needed = Number.parseInt(manifest.engines.node.replace(/\D*/, ''), 10);
  const found = process.versions.node;
  return Number.parseInt(found, 10) >= needed
    ? [ok(`Node ${found} runs this command.`)]
    : [problem(`Node ${found} runs this command.`, `Install Node ${needed} or newer.`)];
};
