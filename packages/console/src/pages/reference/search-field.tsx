import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { session } from '../../session/session.ts';
import { useShortcut } from '../../shortcuts/settings.ts';
import { TextField } from '../../ui/field.tsx';

/** The search in the reference. What is searched for is a part of the address. */
export function SearchField({ search }: { readonly search: string | undefined }) {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const shortcut = useShortcut('/');
  // Shortcuts need a session: most of them open its pages.
  const isSignedIn = useSyncExternalStore(session.subscribe, session.get).credentials !== undefined;
  useEffect(() => {
    // A link of the results ends the search; while somebody types, the field is ahead of the address.
    if (search === undefined && input.current !== null) input.current.value = '';
  }, [search]);
  return (
    <search>
      <TextField
        ref={input}
        aria-keyshortcuts={isSignedIn ? shortcut : undefined}
        label="Search"
        type="search"
        placeholder="Path, name or error"
        defaultValue={search ?? ''}
        onChange={({ target }) =>
          void navigate({
            to: '.',
            search: target.value.trim() === '' ? {} : { search: target.value },
            // Going back leads to what was open before the search.
            replace: search !== undefined,
          })
        }
      />
    </search>
  );
}
