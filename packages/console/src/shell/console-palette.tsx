import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../api/client.ts';
import { servicesQuery } from '../api/services.ts';
import { session } from '../session/session.ts';
import { type Command, CommandPalette } from './command-palette.tsx';
import { accountPages, servicePages } from './navigation.ts';
import { useOperationCommands } from './use-operation-commands.ts';

interface ConsolePaletteProps {
  /** How addresses name the open service. */
  readonly service: string;
  readonly onClose: () => void;
  readonly onShowShortcuts: () => void;
}

/** The palette of a session: pages and services, and the operations of the reference. */
export default function ConsolePalette({ service, onClose, onShowShortcuts }: ConsolePaletteProps) {
  return (
    <CommandPalette
      label="Page, service or operation"
      placeholder="Type the name of a page, a service or an operation"
      commands={useCommands(service, onShowShortcuts)}
      searched={useOperationCommands()}
      onClose={onClose}
    />
  );
}

function useCommands(service: string, onShowShortcuts: () => void): readonly Command[] {
  const navigate = useNavigate();
  const { data: services = [] } = useQuery(servicesQuery(useClient()));
  const toPage = ({ title, to }: (typeof servicePages)[number], kind: string): Command => ({
    id: to,
    title,
    kind,
    run: () => void navigate({ to, params: { service } }),
  });
  return [
    ...servicePages.map((page) => toPage(page, 'page of the service')),
    ...accountPages.map((page) => toPage(page, 'page of the account')),
    ...services.map(({ sid, friendlyName }) => ({
      id: sid,
      title: friendlyName || sid,
      kind: 'service',
      run: () => void navigate({ to: '/services/$service/conversations', params: { service: sid } }),
    })),
    { id: 'shortcuts', title: 'Keyboard shortcuts', kind: 'help', run: onShowShortcuts },
    { id: 'sign-out', title: 'Sign out', kind: 'session', run: () => session.signOut() },
  ];
}
