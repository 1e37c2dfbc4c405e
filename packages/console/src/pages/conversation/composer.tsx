import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { useShortcut } from '../../shortcuts/settings.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import styles from './composer.module.css';
import { useSendMessage } from './send-message.ts';

/** Writes messages as any participant, or as any other author. */
export function Composer({ conversation }: { readonly conversation: Conversation }) {
  const service = useService();
  const { data: participants = [] } = useQuery(participantsQuery(useClient(), service.sid, conversation.sid));
  const [author, setAuthor] = useState('');
  const [body, setBody] = useState('');
  const send = useSendMessage(conversation.sid);
  const suggestions = useId();
  const shortcut = useShortcut('n');
  const authors = participants.flatMap(
    ({ identity, messagingBinding }) => identity ?? messagingBinding?.address ?? [],
  );

  if (conversation.state === 'closed')
    return <p className={styles['closed']}>This conversation is closed: nobody can write in it any more.</p>;

  const submit = () => {
    if (body.trim() === '') return;
    const message = { author: author.trim(), body, idempotencyKey: crypto.randomUUID() };
    setBody('');
    // A message that was not sent comes back, unless the user has written another one meanwhile.
    send.mutate(message, { onError: () => setBody((current) => (current === '' ? body : current)) });
  };
  const submitOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {send.error !== null && <ErrorNotice error={send.error} />}
      <TextArea
        label="Message"
        rows={2}
        aria-keyshortcuts={shortcut}
        value={body}
        placeholder="Enter sends, Shift+Enter begins a new line"
        onChange={({ target }) => setBody(target.value)}
        onKeyDown={submitOnEnter}
      />
      <div className={styles['row']}>
        <TextField
          label="Author"
          className={styles['author']}
          list={suggestions}
          value={author}
          placeholder="system"
          autoComplete="off"
          onChange={({ target }) => setAuthor(target.value)}
        />
        <datalist id={suggestions}>
          {authors.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Button type="submit" look="primary">
          Send
        </Button>
      </div>
      <SdkCall
        call={{
          action: 'create',
          path: conversationPath(service.sid, conversation.sid, ['Messages']),
          parameters: { Author: author || undefined, Body: body, ...webhookHeader },
        }}
      />
    </form>
  );
}
