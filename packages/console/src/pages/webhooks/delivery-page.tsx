import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useClient } from '../../api/client.ts';
import { type DeliveryDetails, deliveryQuery, lanesQuery } from '../../api/webhooks.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { DeliveryState } from '../../ui/delivery-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatJson } from '../../ui/json.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { Time } from '../../ui/time.tsx';
import { canReplay, useReplay } from '../../webhooks/use-replay.ts';
import { describeLane } from './describe-lane.ts';
import styles from './webhooks-page.module.css';

/** One delivery: what is sent, and each attempt with its reply. */
export function DeliveryPage() {
  const { delivery: sid } = useParams({ from: '/webhooks/$delivery' });
  const delivery = useQuery(deliveryQuery(useClient(), sid));
  const replay = useReplay();
  return (
    <>
      <nav aria-label="Breadcrumb" className={styles['path']}>
        <Link to="/webhooks">Webhooks</Link>
      </nav>
      <QueryContent query={delivery} what="the delivery">
        {(data) => (
          <Page
            title={data.eventName}
            description={<code>{data.sid}</code>}
            actions={
              canReplay(data) && (
                <Button look="primary" disabled={replay.isPending} onClick={() => replay.mutate(sid)}>
                  Replay
                </Button>
              )
            }
          >
            <div className={styles['section']}>
              {replay.error !== null && <ErrorNotice error={replay.error} />}
              <Facts delivery={data} />
              <Attempts delivery={data} />
              <Panel title="Parameters">
                <CodeBlock text={JSON.stringify(data.parameters, null, 2)} label="parameters" />
              </Panel>
              <SampleRequest path={`/colloquy/v1/webhooks/deliveries/${sid}/replay`} />
            </div>
          </Page>
        )}
      </QueryContent>
    </>
  );
}

const Facts = ({ delivery }: { readonly delivery: DeliveryDetails }) => (
  <Panel title="Delivery" action={<DeliveryState state={delivery.state} />}>
    <dl className={styles['facts']}>
      <dt>Request</dt>
      <dd>{delivery.url === null ? 'no URL' : `${delivery.method} ${delivery.url}`}</dd>
      <dt>Webhook</dt>
      <dd>
        <code>{delivery.target}</code>
      </dd>
      {delivery.conversationSid !== null && (
        <>
          <dt>Conversation</dt>
          <dd>
            <Link
              to="/services/$service/conversations/$conversation"
              params={{ service: delivery.chatServiceSid, conversation: delivery.conversationSid }}
            >
              <code>{delivery.conversationSid}</code>
            </Link>
          </dd>
        </>
      )}
      <dt>Created</dt>
      <dd>
        <Time date={delivery.dateCreated} />
      </dd>
      {delivery.state === 'pending' && <Waiting sid={delivery.sid} />}
    </dl>
  </Panel>
);

/** What a pending delivery waits for: its own next attempt, or the deliveries before it in its lane. */
function Waiting({ sid }: { readonly sid: string }) {
  const { data: lanes } = useQuery(lanesQuery(useClient()));
  const lane = lanes?.find(({ deliverySid }) => deliverySid === sid);
  if (lanes === undefined) return null;
  return (
    <>
      <dt>Waits</dt>
      <dd>{lane === undefined ? 'It is sent after those before it in its lane.' : describeLane(lane)}</dd>
    </>
  );
}

const Attempts = ({ delivery: { attempts, state } }: { readonly delivery: DeliveryDetails }) => (
  <Panel title="Attempts">
    {attempts.length === 0 && (
      <p className={styles['muted']}>
        {state === 'unsupported'
          ? 'Nothing is sent: the server cannot reach this kind of target. Replay it with a URL through the API.'
          : 'There has been none yet.'}
      </p>
    )}
    {attempts.map((attempt) => (
      <section key={attempt.number} aria-label={`Attempt ${attempt.number}`} className={styles['attempt']}>
        <h3>{`Attempt ${attempt.number}: ${attempt.status === null ? (attempt.error ?? 'no reply') : `HTTP ${attempt.status}`}`}</h3>
        <p className={styles['muted']}>
          <Time date={attempt.date} />, {attempt.milliseconds} ms
          {attempt.status !== null && attempt.error !== null && `, ${attempt.error}`}
        </p>
        {attempt.body !== null && attempt.body !== '' && (
          <CodeBlock text={formatJson(attempt.body)} label={`reply of attempt ${attempt.number}`} />
        )}
      </section>
    ))}
  </Panel>
);
