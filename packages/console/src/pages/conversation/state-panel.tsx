import { lazy, Suspense } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { useService } from '../../api/service.ts';
import { describeCountdown } from '../../clock/describe-time.ts';
import { useServerNow } from '../../clock/server-clock.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ConversationState } from '../../ui/conversation-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useChangeDialog } from '../../ui/use-change-dialog.ts';
import { StateHistory } from './state-history.tsx';
import styles from './state-panel.module.css';
import { type ConversationChanges, useUpdateConversation } from './update-conversation.ts';

const CloseConversation = lazy(() => import('./close-conversation.tsx'));

/** The state, when timers change it, and the states before. */
export function StatePanel({ conversation }: { readonly conversation: Conversation }) {
  const { sid, state, timers } = conversation;
  const service = useService();
  const change = useUpdateConversation(sid);
  const closing = useChangeDialog<Conversation, ConversationChanges>(change);
  const other = state === 'active' ? 'inactive' : 'active';
  return (
    <Panel title="State" action={<ConversationState state={state} />}>
      {change.error !== null && closing.subject === undefined && <ErrorNotice error={change.error} />}
      {state !== 'closed' && <Timers timers={timers} />}
      {(state === 'active' || state === 'inactive') && (
        <>
          <div className={styles['actions']}>
            <Button small disabled={change.isPending} onClick={() => change.mutate({ state: other })}>
              Make {other}
            </Button>
            <Button small look="danger" onClick={() => closing.open(conversation)}>
              Close
            </Button>
          </div>
          <SdkCall
            call={{
              action: 'update',
              path: conversationPath(service.sid, sid),
              parameters: { State: other, ...webhookHeader },
            }}
          />
        </>
      )}
      <StateHistory conversation={conversation} />
      <Suspense>
        {closing.subject !== undefined && (
          <CloseConversation conversation={conversation} {...closing.props} />
        )}
      </Suspense>
    </Panel>
  );
}

/** The timers that run, each with the time that is left on the clock of the server. */
function Timers({ timers: { dateInactive, dateClosed } }: Pick<Conversation, 'timers'>) {
  const now = useServerNow('second');
  const running = [
    { title: 'Inactive in', date: dateInactive },
    { title: 'Closed in', date: dateClosed },
  ].flatMap(({ title, date }) => (date === undefined ? [] : [{ title, date }]));
  if (running.length === 0)
    return <p className={styles['none']}>No timer is set. Edit the conversation to set one.</p>;
  return (
    <dl className={styles['timers']}>
      {running.map(({ title, date }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{describeCountdown(date.getTime() - now)}</dd>
        </div>
      ))}
    </dl>
  );
}
