import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { describeCountdown } from '../../clock/describe-time.ts';
import { useServerNow } from '../../clock/server-clock.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ConversationState } from '../../ui/conversation-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StateHistory } from './state-history.tsx';
import styles from './state-panel.module.css';

const ConfirmDialog = lazy(() => import('../../ui/confirm-dialog.tsx'));

type NewState = 'active' | 'inactive' | 'closed';

/** The state, when timers change it, and the states before. */
export function StatePanel({ conversation }: { readonly conversation: Conversation }) {
  const { sid, state, timers } = conversation;
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [closing, setClosing] = useState(false);
  const change = useMutation({
    mutationFn: (next: NewState) =>
      client.updateServiceConversation(service.sid, sid, { state: next, xTwilioWebhookEnabled: true }),
    onSuccess: (changed) => {
      queryClient.setQueryData(queryKeys.conversation(sid), changed);
      setClosing(false);
    },
  });
  const other = state === 'active' ? 'inactive' : 'active';
  const callFor = (next: NewState) =>
    ({
      action: 'update',
      path: [
        ['Services', service.sid],
        ['Conversations', sid],
      ],
      parameters: { State: next, 'X-Twilio-Webhook-Enabled': 'true' },
    }) as const;
  return (
    <Panel title="State" action={<ConversationState state={state} />}>
      {change.error !== null && !closing && <ErrorNotice error={change.error} />}
      {state !== 'closed' && <Timers timers={timers} />}
      {(state === 'active' || state === 'inactive') && (
        <>
          <div className={styles['actions']}>
            <Button small disabled={change.isPending} onClick={() => change.mutate(other)}>
              Make {other}
            </Button>
            <Button small look="danger" onClick={() => setClosing(true)}>
              Close
            </Button>
          </div>
          <SdkCall call={callFor(other)} />
        </>
      )}
      <StateHistory conversation={conversation} />
      <Suspense>
        {closing && (
          <ConfirmDialog
            title="Close this conversation?"
            action="Close conversation"
            isPending={change.isPending}
            error={change.error}
            onConfirm={() => change.mutate('closed')}
            onClose={() => setClosing(false)}
          >
            <p>Nobody can write in a closed conversation, and it cannot be opened again.</p>
            <SdkCall call={callFor('closed')} />
          </ConfirmDialog>
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
  if (running.length === 0) return <p className={styles['none']}>No timer is set.</p>;
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
