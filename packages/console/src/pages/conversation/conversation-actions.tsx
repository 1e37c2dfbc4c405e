import { lazy, Suspense, useState } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { Button } from '../../ui/button.tsx';
import { useChangeDialog } from '../../ui/use-change-dialog.ts';
import { type ConversationChanges, useUpdateConversation } from './update-conversation.ts';

const EditConversation = lazy(() => import('./edit-conversation.tsx'));
const DeleteConversation = lazy(() => import('./delete-conversation.tsx'));

/** What can be done with a conversation as a whole. */
export function ConversationActions({ conversation }: { readonly conversation: Conversation }) {
  const edit = useChangeDialog<Conversation, ConversationChanges>(useUpdateConversation(conversation.sid));
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      {conversation.state !== 'closed' && <Button onClick={() => edit.open(conversation)}>Edit</Button>}
      <Button look="danger" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      <Suspense>
        {edit.subject !== undefined && <EditConversation conversation={conversation} {...edit.props} />}
        {isDeleting && <DeleteConversation conversation={conversation} onClose={() => setDeleting(false)} />}
      </Suspense>
    </>
  );
}
