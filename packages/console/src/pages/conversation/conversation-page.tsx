import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useClient } from '../../api/client.ts';
import { conversationQuery, conversationTitle } from '../../api/conversations.ts';
import { useService } from '../../api/service.ts';
import { ConversationState } from '../../ui/conversation-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { AttributesPanel } from './attributes-panel.tsx';
import { Composer } from './composer.tsx';
import { ConversationActions } from './conversation-actions.tsx';
import styles from './conversation-page.module.css';
import { Messages } from './messages.tsx';
import { ParticipantsPanel } from './participants-panel.tsx';
import { StatePanel } from './state-panel.tsx';
import { WebhooksPanel } from './webhooks-panel.tsx';

/** One conversation: its messages as they come, and what belongs to it. */
export function ConversationPage() {
  const { conversation: sid } = useParams({ from: '/services/$service/conversations/$conversation' });
  const service = useService();
  const conversation = useQuery(conversationQuery(useClient(), service.sid, sid));
  const { data } = conversation;
  return (
    <>
      <nav aria-label="Breadcrumb" className={styles['path']}>
        <Link to="/services/$service/conversations" params={{ service: service.address }}>
          Conversations
        </Link>
      </nav>
      <Page
        title={data === undefined ? 'Conversation' : conversationTitle(data)}
        description={
          data !== undefined && (
            <span className={styles['facts']}>
              <ConversationState state={data.state} />
              <code>{data.sid}</code>
            </span>
          )
        }
        actions={data !== undefined && <ConversationActions conversation={data} />}
      >
        <QueryContent query={conversation} what="the conversation">
          {(loaded) => (
            <div key={loaded.sid} className={styles['columns']}>
              <section aria-label="Conversation" className={styles['thread']}>
                <Messages conversation={loaded} />
                <Composer conversation={loaded} />
              </section>
              <aside aria-label="Details" className={styles['details']}>
                <StatePanel conversation={loaded} />
                <ParticipantsPanel conversation={loaded} />
                <AttributesPanel conversation={loaded} />
                <WebhooksPanel conversation={loaded} />
              </aside>
            </div>
          )}
        </QueryContent>
      </Page>
    </>
  );
}
