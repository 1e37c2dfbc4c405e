import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

export interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment of a user with Node and npm, without the variables of this repository. */
function environment(additions: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own =
    /^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD$|NODE_(ENV|OPTIONS|PATH)$|VITE|COLLOQUY_)/i;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    ...additions,
  };
}

/** Milliseconds after which a command is considered to hang. */
const timeout = 180_000;

/** Starts a command as the leader of a process group, so that its child processes can be stopped with it. */
function start(command: string, args: readonly string[], { cwd, env }: CommandOptions): ChildProcess {
  return spawn(command, args, {
    cwd,
    env: environment(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
}

/** Runs a command until it exits. */
export function run(command: string, args: readonly string[], options: CommandOptions): Promise<Result> {
  const child = start(command, args, options);
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: output(), errors: errors() }));
  });
}

/** Runs a command that must succeed, and returns its output. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, output, errors } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}:\n${output}\n${errors}`);
  return output;
}

/** A running `colloquy serve`. */
export interface RunningServer {
  readonly url: string;
  /** Sends a signal as a terminal or a supervisor does, and returns the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a command that serves, and waits until it prints its URL. */
export async function startServer(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<RunningServer> {
  const child = start(command, args, options);
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout?.on('data', () => {
      const found = /listens on (http:\S+)/.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`${command} exited with ${code}:\n${output()}\n${errors()}`)));
  });
  const stop = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    return ended;
  };
  return { url, stop };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
