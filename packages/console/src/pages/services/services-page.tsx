import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy } from 'react';
import { useClient } from '../../api/client.ts';
import { useConfiguration } from '../../api/service.ts';
import { servicesQuery } from '../../api/services.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { cellClasses } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useCreateAction } from '../../ui/use-create-action.tsx';

const NewService = lazy(() => import('./new-service.tsx'));

/** The services of the account. */
export function ServicesPage() {
  const client = useClient();
  const services = useQuery(servicesQuery(client));
  const { data: configuration } = useConfiguration();
  const create = useCreateAction('New service', (onClose) => <NewService onClose={onClose} />);
  return (
    <Page
      title="Services"
      description="Each service has its own conversations, users and roles."
      actions={create.button}
    >
      <QueryTable
        query={services}
        what="the services"
        empty={
          <EmptyState title="There is no service yet" actions={create.button}>
            <p>
              A service separates one application, or one stage of it, from the others. The first one is the
              default.
            </p>
          </EmptyState>
        }
        label="Services"
        keyOf={({ sid }) => sid}
        columns={[
          {
            title: 'Name',
            cell: ({ sid, friendlyName }) => (
              <span>
                <Link
                  to="/services/$service/conversations"
                  params={{ service: sid }}
                  className={cellClasses.link}
                >
                  {friendlyName || sid}
                </Link>{' '}
                {sid === configuration?.defaultChatServiceSid && <Badge>default</Badge>}
                <span className={cellClasses.sub}>{sid}</span>
              </span>
            ),
          },
          { title: 'Created', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
        ]}
      />
      {create.dialog}
    </Page>
  );
}
