import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { DeliveryState } from '../../ui/delivery-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './webhooks-panel.module.css';

const maxDeliveries = 10;
/** No event reports the attempts of a delivery. */
const deliveriesIntervalMs = 3000;

/** The webhooks of a conversation, and the newest deliveries of its events, also to those of the service and account. */
export function WebhooksPanel({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const service = useService();
  const webhooks = useQuery({
    queryKey: queryKeys.webhooks(conversation.sid),
    queryFn: ({ signal }) =>
      client.listServiceConversationScopedWebhook(service.sid, conversation.sid, {}, { signal }),
  });
  const deliveries = useQuery({
    queryKey: queryKeys.deliveries(conversation.sid),
    queryFn: ({ signal }) =>
      client.listWebhookDeliveries({ conversationSid: conversation.sid, limit: maxDeliveries }, { signal }),
    refetchInterval: deliveriesIntervalMs,
  });
  return (
    <Panel title="Webhooks">
      <QueryContent query={webhooks} what="the webhooks">
        {(items) =>
          items.length === 0 ? (
            <>
              <p className={styles['fact']}>
                This conversation has no webhook of its own. This code adds one.
              </p>
              <SdkCall
                call={{
                  action: 'create',
                  path: [['Services', service.sid], ['Conversations', conversation.sid], ['Webhooks']],
                  parameters: {
                    Target: 'webhook',
                    'Configuration.Url': 'http://127.0.0.1:3000/',
                    'Configuration.Filters': 'onMessageAdded',
                  },
                }}
              />
            </>
          ) : (
            <ul className={styles['list']}>
              {items.map(({ sid, target, configuration }) => (
                <li key={sid}>
                  <span>{configuration.url ?? target}</span>
                  <p className={styles['fact']}>{configuration.filters?.join(', ')}</p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
      <QueryContent query={deliveries} what="the deliveries">
        {(items) =>
          items.length > 0 && (
            <ul aria-label="Newest deliveries" className={styles['list']}>
              {items.map(({ sid, eventName, url, state, attemptCount, dateCreated }) => (
                <li key={sid}>
                  {eventName} <DeliveryState state={state} />
                  <p className={styles['fact']}>
                    <Time date={dateCreated} />, {attemptCount} {attemptCount === 1 ? 'attempt' : 'attempts'}
                    {url !== null && `, ${url}`}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </Panel>
  );
}
