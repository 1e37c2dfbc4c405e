import { CommandPalette } from './command-palette.tsx';
import { useOperationCommands } from './use-operation-commands.ts';

/** The palette without a session: the operations of the reference. */
export default function ReferencePalette({ onClose }: { readonly onClose: () => void }) {
  return (
    <CommandPalette
      label="Operation"
      placeholder="Type the name of an operation"
      commands={[]}
      searched={useOperationCommands()}
      onClose={onClose}
    />
  );
}
