import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { type Message, messagesQuery } from '../../api/messages.ts';
import { participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { rolesQuery } from '../../api/users.ts';
import { conversationPath } from '../../sdk-call/conversation-path.ts';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { useChangeDialog } from '../../ui/use-change-dialog.ts';
import { authorWord } from './author-word.ts';
import { type MessageUpdate, useDeleteMessage, useUpdateMessage } from './change-message.ts';
import { MessageItem } from './message-item.tsx';
import styles from './messages.module.css';
import { PendingMessages } from './pending-messages.tsx';
import { useLogScroll } from './use-log-scroll.ts';

const EditMessage = lazy(() => import('./edit-message.tsx'));
const DeleteMessage = lazy(() => import('./delete-message.tsx'));

/** The messages, oldest first, with the newest in view until the user scrolls up. */
export function Messages({ conversation: { sid, state } }: { readonly conversation: Conversation }) {
  const client = useClient();
  const service = useService();
  const messages = useInfiniteQuery(messagesQuery(client, service.sid, sid));
  const { data: participants = [] } = useQuery(participantsQuery(client, service.sid, sid));
  const { data: roles = [] } = useQuery(rolesQuery(client, service.sid));
  const items = messages.data?.pages.flatMap((page) => page.items).toReversed() ?? [];
  const { isFetchingNextPage } = messages;
  // A log announces what is added, which earlier messages must not be. It is quiet until they are on the page.
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    if (!isFetchingNextPage) setQuiet(false);
  }, [isFetchingNextPage]);
  const loadEarlier = () => {
    if (!messages.hasNextPage || isFetchingNextPage) return;
    setQuiet(true);
    void messages.fetchNextPage();
  };
  const { boxProps, listRef, buttonProps, addedCount } = useLogScroll(items, loadEarlier);
  const edit = useChangeDialog<Message, MessageUpdate>(useUpdateMessage(sid));
  const remove = useChangeDialog<Message, string>(useDeleteMessage(sid));
  const actions = state === 'closed' ? undefined : { onEdit: edit.open, onDelete: remove.open };
  const wordFor = (message: Message) =>
    authorWord(
      message,
      participants.find((each) => each.sid === message.participantSid),
      roles,
    );

  return (
    <>
      <div
        {...boxProps}
        role="log"
        aria-label="Messages"
        aria-live={isQuiet ? 'off' : 'polite'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the list
        tabIndex={0}
        className={styles['box']}
      >
        <QueryContent query={messages} what="the messages">
          {() => (
            <>
              {messages.hasNextPage && (
                <div className={styles['earlier']}>
                  <Button small aria-disabled={isFetchingNextPage} onClick={loadEarlier} {...buttonProps}>
                    {isFetchingNextPage ? 'Loading earlier messages …' : 'Load earlier messages'}
                  </Button>
                </div>
              )}
              {items.length === 0 && <NoMessages conversationSid={sid} />}
              <ol ref={listRef} className={styles['list']}>
                {items.map((message) => (
                  <MessageItem
                    key={message.sid}
                    message={message}
                    authorWord={wordFor(message)}
                    actions={actions}
                  />
                ))}
                <PendingMessages conversationSid={sid} />
              </ol>
            </>
          )}
        </QueryContent>
      </div>
      <p role="status" className={styles['hidden']}>
        {addedCount > 0 && `${addedCount} earlier messages are loaded.`}
      </p>
      <Suspense>
        {edit.subject !== undefined && <EditMessage message={edit.subject} {...edit.props} />}
        {remove.subject !== undefined && <DeleteMessage message={remove.subject} {...remove.props} />}
      </Suspense>
    </>
  );
}

function NoMessages({ conversationSid }: { readonly conversationSid: string }) {
  const { sid } = useService();
  return (
    <div className={styles['none']}>
      <p>There is no message yet. Write one below, or send one with this command:</p>
      <SampleCall
        language="curl"
        call={{
          action: 'create',
          path: conversationPath(sid, conversationSid, ['Messages']),
          parameters: { Author: 'alice', Body: 'Hello' },
        }}
      />
    </div>
  );
}
