import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deliveryStateName } from '../../ui/delivery-state.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { type DeliveryFilters, deliveryStates, parseDeliveryFilters } from './filters.ts';
import styles from './webhooks-page.module.css';

/** The filters of the deliveries. They are in the address, so that a list can be linked to. */
export function FilterBar({ filters }: { readonly filters: DeliveryFilters }) {
  const navigate = useNavigate({ from: '/webhooks' });
  const change = (changed: DeliveryFilters) =>
    navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  return (
    <search className={styles['filters']}>
      <SelectField
        label="State"
        value={filters.state ?? ''}
        onChange={({ target }) =>
          void change({ state: deliveryStates.find((state) => state === target.value) })
        }
      >
        <option value="">Any state</option>
        {deliveryStates.map((state) => (
          <option key={state} value={state}>
            {deliveryStateName(state)}
          </option>
        ))}
      </SelectField>
      <SidFilter name="conversation" label="Conversation" placeholder="CH…" {...{ filters, change }} />
      <SidFilter name="target" label="Webhook" placeholder="WH…, IS… or AC…" {...{ filters, change }} />
    </search>
  );
}

interface SidFilterProps {
  readonly name: 'conversation' | 'target';
  readonly label: string;
  readonly placeholder: string;
  readonly filters: DeliveryFilters;
  readonly change: (changed: DeliveryFilters) => unknown;
}

/** A field for a SID, which filters as soon as the SID is complete. */
function SidFilter({ name, label, placeholder, filters, change }: SidFilterProps) {
  /** What has been typed while it is not a SID. */
  const [draft, setDraft] = useState<string>();
  return (
    <TextField
      label={label}
      type="search"
      mono
      placeholder={placeholder}
      value={draft ?? filters[name] ?? ''}
      error={draft === undefined ? undefined : 'This is not a complete SID.'}
      onChange={({ target: { value } }) => {
        const sid = parseDeliveryFilters({ [name]: value.trim() })[name];
        setDraft(sid === undefined && value !== '' ? value : undefined);
        if (sid !== undefined || value === '') change({ [name]: sid });
      }}
    />
  );
}
