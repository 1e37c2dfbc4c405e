import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** A command that knows where to print, and so do its subcommands. */
export class TerminalCommand extends Command {
  readonly terminal: Terminal;

  constructor(terminal: Terminal, name?: string) {
    super(name);
    this.terminal = terminal;
  }

  override createCommand(name?: string): TerminalCommand {
    return new TerminalCommand(this.terminal, name);
  }
}
