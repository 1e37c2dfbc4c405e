import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useClient } from '../api/client.ts';
import { defaultService, useConfiguration } from '../api/service.ts';
import { servicesQuery } from '../api/services.ts';
import { SelectField } from '../ui/field.tsx';
import styles from './shell.module.css';

/** Chooses the service whose pages the side bar opens. */
export function ServiceSelector() {
  const { service } = useParams({ strict: false });
  const navigate = useNavigate();
  const { data: services = [] } = useQuery(servicesQuery(useClient()));
  const { data: configuration } = useConfiguration();
  const open = service === defaultService ? configuration?.defaultChatServiceSid : service;
  return (
    <SelectField
      label="Service"
      hideLabel
      className={styles['selector']}
      value={open ?? ''}
      onChange={({ target }) => {
        if (target.value !== '')
          void navigate({ to: '/services/$service/conversations', params: { service: target.value } });
      }}
    >
      {open === undefined && <option value="">Choose a service</option>}
      {open !== undefined && !services.some(({ sid }) => sid === open) && (
        <option value={open}>{open}</option>
      )}
      {services.map(({ sid, friendlyName }) => (
        <option key={sid} value={sid}>
          {friendlyName || sid}
          {sid === configuration?.defaultChatServiceSid ? ' (default)' : ''}
        </option>
      ))}
    </SelectField>
  );
}
