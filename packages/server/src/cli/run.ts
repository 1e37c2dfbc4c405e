import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal/terminal.ts';

const exitCode = await runCli(process.argv.slice(2), processTerminal);
if (exitCode !== 0) process.exitCode = exitCode;
