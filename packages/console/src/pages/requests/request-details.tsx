import { Fragment } from 'react';
import type { RequestRecord } from '../../api/requests.ts';
import { SampleRequest, SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormActions } from '../../ui/form.tsx';
import styles from './requests-page.module.css';
import { groupParameters, toReproduction } from './to-call.ts';

interface RequestDetailsProps {
  readonly request: RequestRecord;
  readonly onClose: () => void;
}

/** One request: its error, its parameters and the code that sends it again. */
export default function RequestDetails({ request, onClose }: RequestDetailsProps) {
  const { operation, method, path, status, errorCode, errorMessage, parameters } = request;
  const { requestId, sessionSid, actor, identity } = request;
  const reproduction = toReproduction(request);
  const ignored = parameters.filter(({ known }) => !known);
  return (
    <Dialog title={operation ?? `${method} ${path}`} onClose={onClose}>
      <dl className={styles['facts']}>
        <dt>Request</dt>
        <dd>
          <code>{`${method} ${path}`}</code>
        </dd>
        <dt>Status</dt>
        <dd>{errorCode === null ? status : `${status}, error ${errorCode}: ${errorMessage ?? ''}`}</dd>
        <dt>Sent by</dt>
        <dd>
          <code>{actor}</code>
          {identity !== null && `, for ${identity}`}
        </dd>
        <dt>{sessionSid === null ? 'Request ID' : 'Session'}</dt>
        <dd>
          <code>{sessionSid ?? requestId}</code>
        </dd>
        {groupParameters(parameters).map(({ name, values }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{values.join(', ')}</dd>
          </Fragment>
        ))}
      </dl>
      {ignored.length > 0 && (
        <p>
          The operation does not know {ignored.map(({ name }) => name).join(', ')} and ignores it. Names are
          case-sensitive.
        </p>
      )}
      {reproduction?.kind === 'call' && <SdkCall call={reproduction.call} />}
      {reproduction?.kind === 'request' && <SampleRequest {...reproduction.request} />}
      <FormActions>
        <Button onClick={onClose}>Close</Button>
      </FormActions>
    </Dialog>
  );
}
