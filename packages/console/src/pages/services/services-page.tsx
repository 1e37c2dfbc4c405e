import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { useConfiguration } from '../../api/service.ts';
import { servicesQuery } from '../../api/services.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const NewService = lazy(() => import('./new-service.tsx'));

/** The services of the account. */
export function ServicesPage() {
  const client = useClient();
  const services = useQuery(servicesQuery(client));
  const { data: configuration } = useConfiguration();
  const [creating, setCreating] = useState(false);
  const action = (
    <Button look="primary" onClick={() => setCreating(true)}>
      New service
    </Button>
  );
  return (
    <Page
      title="Services"
      description="Each service has its own conversations, users and roles."
      actions={action}
    >
      <QueryContent query={services} what="the services">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="There is no service yet" actions={action}>
              <p>
                A service separates one application, or one stage of it, from the others. The first one is the
                default.
              </p>
            </EmptyState>
          ) : (
            <Table
              label="Services"
              rows={rows}
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
          )
        }
      </QueryContent>
      <Suspense>{creating && <NewService onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}
