import { useNavigate } from '@tanstack/react-router';
import { groups, plainSummary, shortestPath } from '../reference/groups.ts';
import type { Command } from './command-palette.tsx';

/** Commands that open the operations in the reference. */
export function useOperationCommands(): readonly Command[] {
  const navigate = useNavigate();
  return groups.flatMap(({ operations }) =>
    operations.map((operation) => ({
      id: operation.name,
      title: plainSummary(operation),
      kind: `${operation.method} ${shortestPath(operation).path}`,
      keywords: operation.paths.map(({ name, path }) => `${name} ${path}`).join(' '),
      run: () => void navigate({ to: '/reference/$topic', params: { topic: operation.name } }),
    })),
  );
}
