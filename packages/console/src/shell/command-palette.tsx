import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Autocomplete, Input, Menu, MenuItem, TextField, useFilter } from 'react-aria-components';
import { useClient } from '../api/client.ts';
import { servicesQuery } from '../api/services.ts';
import { session } from '../session/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './command-palette.module.css';
import { accountPages, servicePages } from './navigation.ts';

interface Command {
  readonly id: string;
  readonly title: string;
  /** Tells commands with the same title apart. */
  readonly kind: string;
  readonly run: () => void;
}

interface CommandPaletteProps {
  /** How addresses name the open service. */
  readonly service: string;
  readonly onClose: () => void;
  readonly onShowShortcuts: () => void;
}

/** Finds pages and services by their names, for the keyboard. */
export default function CommandPalette({ service, onClose, onShowShortcuts }: CommandPaletteProps) {
  const commands = useCommands(service, onShowShortcuts);
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <Dialog title="Go to" onClose={onClose}>
      <Autocomplete filter={contains}>
        <TextField aria-label="Page or service" autoFocus>
          <Input className={styles['input'] ?? ''} placeholder="Type the name of a page or a service" />
        </TextField>
        <Menu
          aria-label="Commands"
          className={styles['menu'] ?? ''}
          items={commands}
          renderEmptyState={() => <p className={styles['none']}>Nothing has this name.</p>}
          onAction={(id) => {
            onClose();
            commands.find((command) => command.id === id)?.run();
          }}
        >
          {({ title, kind }) => (
            <MenuItem className={styles['item'] ?? ''} textValue={`${title} ${kind}`}>
              <span className={styles['title']}>{title}</span>
              <span className={styles['kind']}>{kind}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
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
