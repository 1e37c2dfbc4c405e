import type { RawRequest } from '@colloquy/client';
import type { ReferenceOperation } from '@colloquy/contract';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useConfiguration } from '../../api/service.ts';
import { plainSummary, shortestPath } from '../../reference/groups.ts';
import { readForm, toRawRequest } from '../../reference/read-form.ts';
import { toReproduction } from '../../reference/to-reproduction.ts';
import type { Reproduction } from '../../sdk-call/render-call.ts';
import { SampleRequest, SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { SelectField } from '../../ui/field.tsx';
import { FormActions } from '../../ui/form.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { ExchangeBody, ExchangeStatus } from './exchange-view.tsx';
import styles from './reference.module.css';
import { RequestFields } from './request-fields.tsx';
import { useExchange } from './use-exchange.ts';

const FormDialog = lazy(async () => ({ default: (await import('../../ui/form-dialog.tsx')).FormDialog }));

/** A request that the form describes, and the code that sends the same. */
interface Described {
  readonly request: RawRequest;
  readonly reproduction: Reproduction;
}

/** A form that sends a request of an operation with the account of the session, and shows the reply. */
export default function TryIt({ operation }: { readonly operation: ReferenceOperation }) {
  return (
    <QueryContent query={useConfiguration()} what="the account">
      {({ accountSid, defaultChatServiceSid }) => (
        <TryForm
          operation={operation}
          defaultKeys={{ AccountSid: accountSid, ChatServiceSid: defaultChatServiceSid }}
        />
      )}
    </QueryContent>
  );
}

function TryForm({
  operation,
  defaultKeys,
}: {
  readonly operation: ReferenceOperation;
  readonly defaultKeys: Readonly<Record<string, string>>;
}) {
  const [pathName, setPathName] = useState(shortestPath(operation).name);
  const path = operation.paths.find(({ name }) => name === pathName) ?? operation.paths[0];
  const { state, send, stop } = useExchange();
  const [sent, setSent] = useState<Described>();
  const [confirming, setConfirming] = useState<Described>();

  const start = (described: Described) => {
    setConfirming(undefined);
    setSent(described);
    void send(described.request);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = readForm(operation, path, new FormData(event.currentTarget));
    const described = {
      request: toRawRequest(operation, path, values),
      reproduction: toReproduction(operation, path, values),
    };
    if (operation.deletes) setConfirming(described);
    else start(described);
  };

  return (
    <>
      <form className={styles['try-form']} aria-label={plainSummary(operation)} onSubmit={submit}>
        {operation.paths.length > 1 && (
          <SelectField
            label="Path"
            mono
            value={path.name}
            onChange={({ target }) => setPathName(target.value)}
          >
            {operation.paths.map((each) => (
              <option key={each.name} value={each.name}>
                {each.path}
              </option>
            ))}
          </SelectField>
        )}
        <RequestFields operation={operation} path={path} defaultKeys={defaultKeys} />
        <FormActions>
          {state.kind === 'reply' && !state.reply.isComplete && <Button onClick={stop}>Stop</Button>}
          <Button
            type="submit"
            look={operation.deletes ? 'danger' : 'primary'}
            disabled={state.kind === 'sending'}
          >
            Send
          </Button>
        </FormActions>
        <p role="status" className={styles['exchange-head']}>
          {state.kind === 'sending' && 'Sending …'}
          {state.kind === 'reply' && <ExchangeStatus reply={state.reply} />}
        </p>
        {state.kind === 'reply' && <ExchangeBody reply={state.reply} />}
        {state.kind === 'failed' && <ErrorNotice error={state.error} />}
        {sent?.reproduction.kind === 'call' && <SdkCall call={sent.reproduction.call} />}
        {sent?.reproduction.kind === 'request' && <SampleRequest {...sent.reproduction.request} />}
      </form>
      {/* Beside the form, because the events of a dialog reach what renders it. */}
      <Suspense>
        {confirming !== undefined && (
          <FormDialog
            title={plainSummary(operation)}
            action="Send"
            isDangerous
            mutation={{ isPending: false, error: null }}
            onSubmit={() => start(confirming)}
            onClose={() => setConfirming(undefined)}
          >
            <p>
              This is sent to your account, and cannot be undone:{' '}
              <code className={styles['path-text']}>
                {confirming.request.method} {confirming.request.path}
              </code>
            </p>
          </FormDialog>
        )}
      </Suspense>
    </>
  );
}
