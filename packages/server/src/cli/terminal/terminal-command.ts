import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** A command that knows where to print, and so do its subcommands; and what its help says after the flags. */
export class TerminalCommand extends Command {
  readonly terminal: Terminal;
  /** A line to paste, without the name of the program; empty if there is none. */
  example = '';
  /** Paragraphs; empty if there are none. */
  notes = '';

  constructor(terminal: Terminal, name?: string) {
    super(name);
    this.terminal = terminal;
    this.addHelpText('after', () => {
      const notes = this.notes === '' ? '' : `\n${this.notes}\n`;
      return this.example === '' ? notes : `${notes}\nExample:\n  colloquy ${this.example}`;
    });
  }

  override createCommand(name?: string): TerminalCommand {
    return new TerminalCommand(this.terminal, name);
  }
}
