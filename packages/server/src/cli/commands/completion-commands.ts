import { addCommand } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';

/** Adds the command that prints the completion script of a shell, and the hidden one that the scripts run. */
export function addCompletionCommands(program: TerminalCommand): void {
  const { print } = program.terminal;
  addCommand(program, {
    usage: 'completion <SHELL>',
    summary: 'print the script that completes commands in bash, zsh or fish',
    example: 'completion bash > ~/.local/share/bash-completion/completions/colloquy',
    json: undefined,
    settings: [],
    run: async (_, shell) => print((await import('../completion.ts')).completionScript(shell)),
  });
  program.command('complete [words...]', { hidden: true }).action(async (words: readonly string[]) => {
    const { completeWords } = await import('../completion.ts');
    print(`${completeWords(program, words).join('\n')}\n`);
  });
}
