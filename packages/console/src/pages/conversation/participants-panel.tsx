import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { type Participant, participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { useChangeDialog } from '../../ui/use-change-dialog.ts';
import { ParticipantItem } from './participant-item.tsx';
import styles from './participants-panel.module.css';
import { useRemoveParticipant } from './use-remove-participant.ts';

const AddParticipant = lazy(() => import('./add-participant.tsx'));
const ReplyAsCustomer = lazy(() => import('./reply-as-customer.tsx'));
const RemoveParticipant = lazy(() => import('./remove-participant.tsx'));

/** The dialog that is open, and whom it concerns. */
type OpenDialog = { readonly name: 'add' } | { readonly name: 'reply'; readonly participant: Participant };

/** Who takes part, and how far each has read. */
export function ParticipantsPanel({ conversation }: { readonly conversation: Conversation }) {
  const service = useService();
  const participants = useQuery(participantsQuery(useClient(), service.sid, conversation.sid));
  const [dialog, setDialog] = useState<OpenDialog>();
  const remove = useChangeDialog<Participant, string>(useRemoveParticipant(conversation.sid));
  const onClose = () => setDialog(undefined);
  const canChange = conversation.state !== 'closed';
  return (
    <Panel
      title="Participants"
      action={
        canChange && (
          <Button small onClick={() => setDialog({ name: 'add' })}>
            Add participant
          </Button>
        )
      }
    >
      <QueryContent query={participants} what="the participants">
        {(items) =>
          items.length === 0 ? (
            <p className={styles['fact']}>Nobody yet. Messages reach nobody until somebody takes part.</p>
          ) : (
            <ul className={styles['list']}>
              {items.map((participant) => (
                <ParticipantItem
                  key={participant.sid}
                  participant={participant}
                  canChange={canChange}
                  onReply={() => setDialog({ name: 'reply', participant })}
                  onRemove={() => remove.open(participant)}
                />
              ))}
            </ul>
          )
        }
      </QueryContent>
      <Suspense>
        {dialog?.name === 'add' && <AddParticipant conversationSid={conversation.sid} onClose={onClose} />}
        {dialog?.name === 'reply' && <ReplyAsCustomer participant={dialog.participant} onClose={onClose} />}
        {remove.subject !== undefined && <RemoveParticipant participant={remove.subject} {...remove.props} />}
      </Suspense>
    </Panel>
  );
}
