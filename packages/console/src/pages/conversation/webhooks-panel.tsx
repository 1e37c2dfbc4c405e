import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { useService } from '../../api/service.ts';
import { type ScopedWebhook, scopedWebhooksQuery } from '../../api/webhooks.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { ConversationDeliveries } from './conversation-deliveries.tsx';
import styles from './webhooks-panel.module.css';

const EditWebhook = lazy(() => import('./edit-webhook.tsx'));
const DeleteWebhook = lazy(() => import('./delete-webhook.tsx'));

/** The dialog that is open; editing without a webhook creates one. */
type OpenDialog =
  | { readonly name: 'edit'; readonly webhook?: ScopedWebhook }
  | { readonly name: 'delete'; readonly webhook: ScopedWebhook };

/** The webhooks of a conversation, and the newest deliveries of its events, also to those of the service and account. */
export function WebhooksPanel({ conversation: { sid, state } }: { readonly conversation: Conversation }) {
  const service = useService();
  const webhooks = useQuery(scopedWebhooksQuery(useClient(), service.sid, sid));
  const [dialog, setDialog] = useState<OpenDialog>();
  const onClose = () => setDialog(undefined);
  const canChange = state !== 'closed';
  return (
    <Panel
      title="Webhooks"
      action={
        canChange && (
          <Button small onClick={() => setDialog({ name: 'edit' })}>
            Add webhook
          </Button>
        )
      }
    >
      <QueryContent query={webhooks} what="the webhooks">
        {(items) =>
          items.length === 0 ? (
            <p className={styles['fact']}>
              This conversation has no webhook of its own. Those of{' '}
              <Link to="/services/$service/configuration" params={{ service: service.address }}>
                the service
              </Link>{' '}
              and <Link to="/webhooks">the account</Link> receive its events, too.
            </p>
          ) : (
            <ul aria-label="Webhooks of this conversation" className={styles['list']}>
              {items.map((webhook) => (
                <WebhookItem
                  key={webhook.sid}
                  webhook={webhook}
                  canChange={canChange}
                  onEdit={() => setDialog({ name: 'edit', webhook })}
                  onDelete={() => setDialog({ name: 'delete', webhook })}
                />
              ))}
            </ul>
          )
        }
      </QueryContent>
      <ConversationDeliveries conversationSid={sid} />
      <Suspense>
        {dialog?.name === 'edit' && (
          <EditWebhook conversationSid={sid} webhook={dialog.webhook} onClose={onClose} />
        )}
        {dialog?.name === 'delete' && <DeleteWebhook webhook={dialog.webhook} onClose={onClose} />}
      </Suspense>
    </Panel>
  );
}

interface WebhookItemProps {
  readonly webhook: ScopedWebhook;
  readonly canChange: boolean;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function WebhookItem({ webhook, canChange, onEdit, onDelete }: WebhookItemProps) {
  const { target, configuration } = webhook;
  const { url, flowSid, filters = [], triggers = [] } = configuration;
  const name = url ?? flowSid ?? target;
  return (
    <li>
      <span>{name}</span>
      <p className={styles['fact']}>
        {target === 'trigger' ? `messages with ${triggers.join(', ')}` : filters.join(', ')}
      </p>
      {canChange && (
        <p className={styles['actions']}>
          <Button small aria-label={`Edit the webhook to ${name}`} onClick={onEdit}>
            Edit
          </Button>
          <Button small look="danger" aria-label={`Delete the webhook to ${name}`} onClick={onDelete}>
            Delete
          </Button>
        </p>
      )}
    </li>
  );
}
