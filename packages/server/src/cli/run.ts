import { runCli } from './run-cli.ts';
import { openProcessTerminal } from './terminal/terminal.ts';

const exitCode = await runCli(process.argv.slice(2), openProcessTerminal());
if (exitCode !== 0) process.exitCode = exitCode;
