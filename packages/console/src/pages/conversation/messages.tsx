import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { messagesQuery } from '../../api/messages.ts';
import { participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { MessageItem } from './message-item.tsx';
import styles from './messages.module.css';
import { PendingMessages } from './pending-messages.tsx';

/** Within this many pixels of the end, the list follows new messages. */
const endDistance = 80;

/** The messages, oldest first, with the newest in view until the user scrolls up. */
export function Messages({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const service = useService();
  const messages = useInfiniteQuery(messagesQuery(client, service.sid, conversation.sid));
  const { data: participants = [] } = useQuery(participantsQuery(client, service.sid, conversation.sid));
  const box = useRef<HTMLDivElement>(null);
  const followsEnd = useRef(true);
  const items = messages.data?.pages.flatMap((page) => page.items).toReversed();
  const newest = items?.at(-1)?.sid;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message moves the end
  useLayoutEffect(() => {
    const { current } = box;
    if (current !== null && followsEnd.current) current.scrollTop = current.scrollHeight;
  }, [newest, conversation.sid]);

  return (
    <div
      ref={box}
      role="log"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the list
      tabIndex={0}
      className={styles['box']}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        followsEnd.current = scrollHeight - scrollTop - clientHeight < endDistance;
      }}
    >
      <QueryContent query={messages} what="the messages">
        {() => (
          <>
            {messages.hasNextPage && (
              <div className={styles['earlier']}>
                <Button
                  small
                  disabled={messages.isFetchingNextPage}
                  onClick={() => void messages.fetchNextPage()}
                >
                  Load earlier messages
                </Button>
              </div>
            )}
            {items?.length === 0 && <NoMessages conversationSid={conversation.sid} />}
            <ol className={styles['list']}>
              {items?.map((message) => (
                <MessageItem key={message.sid} message={message} participants={participants} />
              ))}
              <PendingMessages conversationSid={conversation.sid} />
            </ol>
          </>
        )}
      </QueryContent>
    </div>
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
          path: [['Services', sid], ['Conversations', conversationSid], ['Messages']],
          parameters: { Author: 'alice', Body: 'Hello' },
        }}
      />
    </div>
  );
}
