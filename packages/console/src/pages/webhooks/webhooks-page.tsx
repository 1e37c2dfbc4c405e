import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { deliveriesQuery } from '../../api/webhooks.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { canReplay } from '../../webhooks/use-replay.ts';
import { WebhookSettingsPanel } from '../../webhooks/webhook-settings-panel.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { deliveryParameters } from './filters.ts';
import { NoDeliveries } from './no-deliveries.tsx';
import { SilentEvents } from './silent-events.tsx';
import { WaitingLanes } from './waiting-lanes.tsx';
import styles from './webhooks-page.module.css';

const ReplayMany = lazy(() => import('./replay-many.tsx'));

/** The requests to webhooks, what waits, and which events were sent to nobody. */
export function WebhooksPage() {
  const filters = useSearch({ from: '/webhooks' });
  const deliveries = useInfiniteQuery(deliveriesQuery(useClient(), deliveryParameters(filters)));
  const [replaying, setReplaying] = useState(false);
  const { state } = filters;
  return (
    <Page
      title="Webhooks"
      description="Every request to your webhooks, with its attempts."
      actions={
        state !== undefined &&
        canReplay({ state }) && <Button onClick={() => setReplaying(true)}>Replay all of these</Button>
      }
    >
      <div className={styles['page']}>
        <WebhookSettingsPanel title="Webhooks of the account" />
        <WaitingLanes />
        <section aria-label="Deliveries">
          <FilterBar filters={filters} />
          <QueryContent query={deliveries} what="the deliveries">
            {({ pages }) => {
              const rows = pages.flatMap(({ items }) => items);
              if (rows.length === 0) return <NoDeliveries isFiltered={Object.keys(filters).length > 0} />;
              return (
                <DeliveryTable
                  rows={rows}
                  footer={
                    deliveries.hasNextPage && (
                      <Button
                        disabled={deliveries.isFetchingNextPage}
                        onClick={() => void deliveries.fetchNextPage()}
                      >
                        Load more
                      </Button>
                    )
                  }
                />
              );
            }}
          </QueryContent>
        </section>
        <SilentEvents />
      </div>
      <Suspense>
        {replaying && state !== undefined && (
          <ReplayMany filters={{ ...filters, state }} onClose={() => setReplaying(false)} />
        )}
      </Suspense>
    </Page>
  );
}
