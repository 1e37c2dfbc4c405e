import { quote } from '@colloquy/contract';
import type { Command } from 'commander';
import { UsageError } from '../config/config-error.ts';

/** The scripts ask the program itself, so they do not change with its commands. */
const scripts = {
  bash: `_colloquy() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(colloquy complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _colloquy colloquy
`,
  zsh: `#compdef colloquy
_colloquy() {
  local -a candidates
  candidates=(\${(f)"$(colloquy complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -a candidates || _files
}
compdef _colloquy colloquy
`,
  fish: `function __colloquy_complete
  set -l words (commandline -opc) (commandline -ct)
  colloquy complete -- $words[2..-1] 2>/dev/null
end
complete -c colloquy -a '(__colloquy_complete)'
`,
} as const;

const shells = Object.keys(scripts);

/** The script that a shell loads. @throws UsageError for another shell. */
export function completionScript(shell: string): string {
  const found = Object.entries(scripts).find(([name]) => name === shell);
  if (found === undefined)
    throw new UsageError(`completion needs one of: ${shells.join(', ')}, not ${quote(shell)}.`);
  return found[1];
}

/**
 * The words that can stand at the end of a command line: commands, or flags after a dash.
 *
 * @param words what follows the name of the program; the last one may be incomplete or empty.
 */
export function completeWords(program: Command, words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  let command = program;
  for (const word of words.slice(0, -1))
    command = command.commands.find((each) => each.name() === word) ?? command;
  const help = command.createHelp();
  const candidates = last.startsWith('-')
    ? help.visibleOptions(command).map(({ long }) => long ?? '')
    : help.visibleCommands(command).map((each) => each.name());
  return candidates.filter((candidate) => candidate !== '' && candidate.startsWith(last));
}
