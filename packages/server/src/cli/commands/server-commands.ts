import { UsageError } from '../../config/config-error.ts';
import { suggest } from '../../platform/suggest.ts';
import { addCommand } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { allSettings, connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

/** Adds the commands that run a server, find one, and show its settings. */
export function addServerCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'serve',
    summary: 'run the server in the foreground (the default)',
    example: 'serve --port 3000 --database-url sqlite:./data/colloquy.db',
    isDefault: true,
    flags: { seed: ['FILE', 'Creates what this YAML or JSON file describes, as colloquy seed does.'] },
    json: undefined,
    settings: allSettings,
    run: async ({ settings, flags, startProgress }, argument) => {
      if (argument !== '') throw unknownCommand(program, argument);
      const { serve } = await import('../server/serve.ts');
      await (flags.seed === undefined
        ? serve(settings)
        : serve(settings, { file: flags.seed, startProgress }));
    },
  });
  addCommand(program, {
    usage: 'status',
    summary: 'show whether the server responds, its address and its credentials',
    example: 'status --env',
    flags: { env: ['', 'Print lines that a shell can evaluate.'], ...sharedUrl },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../server/status.ts')).showStatus(input),
  });
  addCommand(program, {
    usage: 'open',
    summary: 'open the console of the running server in a browser, signed in',
    example: 'open',
    flags: sharedUrl,
    json: 'Print JSON, with the link unless a browser has opened it.',
    settings: connectionSettings,
    run: async (input) => (await import('../server/status.ts')).openConsole(input),
  });
  addCommand(program, {
    usage: 'config',
    summary: 'check the settings and print them, with where each comes from',
    example: 'config --port 3000',
    json: printsJson,
    settings: allSettings,
    run: async (input) => (await import('../config.ts')).showConfig(input),
  });
  addCommand(program, {
    usage: 'doctor',
    summary: 'look for problems of the settings, the server and what it needs',
    example: 'doctor',
    flags: sharedUrl,
    json: 'Print the findings as JSON.',
    settings: connectionSettings,
    run: async (input) => (await import('../doctor/doctor.ts')).diagnose(input),
  });
}

function unknownCommand(program: TerminalCommand, name: string): UsageError {
  const meant = suggest(
    name,
    program.commands.map((each) => each.name()),
  );
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new UsageError(`There is no command ${name}.${hint} See colloquy --help.`);
}
