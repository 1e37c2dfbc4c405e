import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/client.ts';
import { conversationDeliveriesQuery } from '../../api/webhooks.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { DeliveryState } from '../../ui/delivery-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { Time } from '../../ui/time.tsx';
import { ReplayButton } from '../../webhooks/replay-button.tsx';
import { useReplay } from '../../webhooks/use-replay.ts';
import styles from './webhooks-panel.module.css';

const maxDeliveries = 10;

/** The newest deliveries of the events of a conversation, each with a button that sends it again. */
export function ConversationDeliveries({ conversationSid }: { readonly conversationSid: string }) {
  const deliveries = useQuery(conversationDeliveriesQuery(useClient(), conversationSid, maxDeliveries));
  const replay = useReplay();
  return (
    <QueryContent query={deliveries} what="the deliveries">
      {(items) =>
        items[0] !== undefined && (
          <>
            <h3>Newest deliveries</h3>
            {replay.error !== null && <ErrorNotice error={replay.error} />}
            <ul aria-label="Newest deliveries" className={styles['list']}>
              {items.map((delivery) => (
                <li key={delivery.sid} className={styles['delivery']}>
                  <div>
                    <Link to="/webhooks/$delivery" params={{ delivery: delivery.sid }}>
                      {delivery.eventName}
                    </Link>{' '}
                    <DeliveryState state={delivery.state} />
                    <p className={styles['fact']}>
                      <Time date={delivery.dateCreated} />, {delivery.attemptCount}{' '}
                      {delivery.attemptCount === 1 ? 'attempt' : 'attempts'}
                      {delivery.url !== null && `, ${delivery.url}`}
                    </p>
                  </div>
                  <ReplayButton delivery={delivery} replay={replay} />
                </li>
              ))}
            </ul>
            <SampleRequest path={`/colloquy/v1/webhooks/deliveries/${items[0].sid}/replay`} />
            <Link to="/webhooks" search={{ conversation: conversationSid }} className={styles['all']}>
              All deliveries of this conversation
            </Link>
          </>
        )
      }
    </QueryContent>
  );
}
