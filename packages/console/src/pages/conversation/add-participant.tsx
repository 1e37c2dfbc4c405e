import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { fieldError } from '../../api/describe-error.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface AddParticipantProps {
  readonly conversationSid: string;
  readonly onClose: () => void;
}

/** Adds somebody on chat, by identity, or on another channel, by address. */
export default function AddParticipant({ conversationSid, onClose }: AddParticipantProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [channel, setChannel] = useState<'chat' | 'other'>('chat');
  const [identity, setIdentity] = useState('');
  const [address, setAddress] = useState('');
  const [proxyAddress, setProxyAddress] = useState('');
  const isChat = channel === 'chat';
  const values = {
    identity: isChat ? identity : undefined,
    messagingBindingAddress: isChat ? undefined : address,
    messagingBindingProxyAddress: isChat ? undefined : proxyAddress,
  };
  const add = useMutation({
    mutationFn: () =>
      client.createServiceConversationParticipant(service.sid, conversationSid, {
        ...values,
        xTwilioWebhookEnabled: true,
      }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.participants(conversationSid) });
    },
  });
  return (
    <FormDialog
      title="Add a participant"
      action="Add participant"
      mutation={add}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <SelectField
        label="Channel"
        value={channel}
        onChange={({ target }) => setChannel(target.value === 'chat' ? 'chat' : 'other')}
      >
        <option value="chat">Chat</option>
        <option value="other">SMS, WhatsApp or another channel</option>
      </SelectField>
      {isChat ? (
        <TextField
          label="Identity"
          hint="The user of your application. A user is created if there is none."
          value={identity}
          error={fieldError(add.error, 'Identity')}
          required
          onChange={({ target }) => setIdentity(target.value)}
        />
      ) : (
        <>
          <TextField
            label="Address"
            hint="Such as +15550100177 or whatsapp:+15550100177."
            value={address}
            error={fieldError(add.error, 'MessagingBinding.Address')}
            required
            onChange={({ target }) => setAddress(target.value)}
          />
          <TextField
            label="Proxy address"
            hint="Your address, which messages to the participant come from."
            value={proxyAddress}
            error={fieldError(add.error, 'MessagingBinding.ProxyAddress')}
            required
            onChange={({ target }) => setProxyAddress(target.value)}
          />
        </>
      )}
      <SdkCall
        call={{
          action: 'create',
          path: conversationPath(service.sid, conversationSid, ['Participants']),
          parameters: {
            Identity: values.identity,
            'MessagingBinding.Address': values.messagingBindingAddress,
            'MessagingBinding.ProxyAddress': values.messagingBindingProxyAddress,
            ...webhookHeader,
          },
        }}
      />
    </FormDialog>
  );
}
