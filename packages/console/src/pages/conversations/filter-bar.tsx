import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useState } from 'react';
import { useShortcut } from '../../shortcuts/settings.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import styles from './conversations-page.module.css';
import { type ConversationFilters, filterStates } from './filters.ts';

/** The filters of the list. They are in the address, so that a list can be linked to. */
export function FilterBar({ filters }: { readonly filters: ConversationFilters }) {
  const navigate = useNavigate({ from: '/services/$service/conversations' });
  const [search, setSearch] = useState(filters.search ?? '');
  const change = (changed: ConversationFilters) =>
    navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  // While the user types, the address follows when the page has time for it.
  const settled = useDeferredValue(search.trim());
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing changes the address
  useEffect(() => {
    if (settled !== (filters.search ?? '')) void change({ search: settled === '' ? undefined : settled });
  }, [settled]);
  const day = (name: 'from' | 'to', label: string) => (
    <TextField
      label={label}
      type="date"
      value={filters[name] ?? ''}
      onChange={({ target }) => void change({ [name]: target.value === '' ? undefined : target.value })}
    />
  );
  return (
    <search className={styles['filters']}>
      <TextField
        label="Search"
        type="search"
        aria-keyshortcuts={useShortcut('/')}
        placeholder="Name, identity, address or text"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <SelectField
        label="State"
        value={filters.state ?? ''}
        onChange={({ target }) =>
          void change({ state: filterStates.find((state) => state === target.value) })
        }
      >
        <option value="">Any state</option>
        {filterStates.map((state) => (
          <option key={state}>{state}</option>
        ))}
      </SelectField>
      {day('from', 'Created from')}
      {day('to', 'Created to')}
    </search>
  );
}
