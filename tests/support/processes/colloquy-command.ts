import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The source file of the command line. */
export const cliEntry = fileURLToPath(new URL('../../../packages/server/src/cli/main.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in its own process, and its output so far. */
export interface Command {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly result: Promise<CommandResult>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts a Node program with no environment except PATH and the given variables. */
export function startNode(args: readonly string[], environment: Environment, cwd?: string): Command {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const result = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }));
  return { process: child, output, result };
}

/** Starts the command line from its sources. */
export const startColloquyCommand = (
  args: readonly string[],
  environment: Environment = {},
  cwd?: string,
  entry = cliEntry,
): Command => startNode(['--conditions=colloquy-source', entry, ...args], environment, cwd);

/** Runs the command line until it exits. */
export const runColloquyCommand = (
  args: readonly string[],
  environment: Environment = {},
  cwd?: string,
): Promise<CommandResult> => startColloquyCommand(args, environment, cwd).result;

export interface ServerProcess extends Command, AsyncDisposable {
  readonly baseUrl: string;
  kill(signal: NodeJS.Signals): Promise<CommandResult>;
}

/** Starts `colloquy serve` on a free port and waits until it listens. */
export async function startServerProcess(
  environment: Environment,
  args: readonly string[] = [],
  cwd?: string,
  entry = cliEntry,
): Promise<ServerProcess> {
  const command = startColloquyCommand(['serve', ...args], { PORT: '0', ...environment }, cwd, entry);
  const baseUrl = await waitForListening(command);
  const kill = (signal: NodeJS.Signals) => {
    if (command.process.exitCode === null && command.process.signalCode === null)
      command.process.kill(signal);
    return command.result;
  };
  return { ...command, baseUrl, kill, [Symbol.asyncDispose]: async () => void (await kill('SIGKILL')) };
}

function waitForListening({ process: child, output, result }: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const search = () => {
      const url = /Colloquy listens on (\S+)\n/.exec(output.stdout)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', search);
    search();
    result.then(({ stderr }) => reject(new Error(`The server exited before it listened: ${stderr}`)), reject);
  });
}
