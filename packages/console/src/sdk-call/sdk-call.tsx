import { exampleSid } from '@colloquy/contract';
import { useSyncExternalStore } from 'react';
import { apiBaseUrl } from '../api/locations.ts';
import { session } from '../session/session.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { useLanguage } from './language.ts';
import {
  type ApiCall,
  type ApiRequest,
  type Language,
  languages,
  type Reproduction,
  renderCall,
  renderRequest,
} from './render-call.ts';
import styles from './sdk-call.module.css';

/** Shows how a program makes the same call. Closed until the user opens it. */
export const SdkCall = ({ call }: { readonly call: ApiCall }) => (
  <details className={styles['panel']}>
    <summary>As code</summary>
    <div className={styles['content']}>
      <CallInLanguages call={call} />
    </div>
  </details>
);

/** A call or a request as code, in the languages that there are for it. */
export const ReproductionCode = ({ reproduction }: { readonly reproduction: Reproduction }) =>
  reproduction.kind === 'call' ? (
    <CallInLanguages call={reproduction.call} />
  ) : (
    <RequestCommand {...reproduction.request} />
  );

function CallInLanguages({ call }: { readonly call: ApiCall }) {
  const [language, choose] = useLanguage();
  const context = useCallContext();
  return (
    <div className={styles['languages-and-code']}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form */}
      <div role="group" aria-label="Language" className={styles['languages']}>
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            className={styles['language']}
            aria-pressed={each === language}
            onClick={() => choose(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <CodeBlock text={renderCall(call, language, context)} label="call" scrolls />
    </div>
  );
}

/** A call to paste, in one language. */
export function SampleCall({ call, language }: { readonly call: ApiCall; readonly language: Language }) {
  return <CodeBlock text={renderCall(call, language, useCallContext())} label="command" />;
}

/**
 * Shows how a program sends a request that the SDKs do not know. Closed until the user opens it.
 *
 * @param title names the action where a form has several.
 */
export const SampleRequest = ({
  title = 'As code',
  ...request
}: ApiRequest & { readonly title?: string }) => (
  <details className={styles['panel']}>
    <summary>{title}</summary>
    <div className={styles['content']}>
      <RequestCommand {...request} />
    </div>
  </details>
);

/** A request to paste, with curl. */
export const RequestCommand = (request: ApiRequest) => (
  <CodeBlock text={renderRequest(request, useCallContext())} label="command" />
);

/** Code for somebody who has not signed in has the SID of an example. */
function useCallContext() {
  const { credentials } = useSyncExternalStore(session.subscribe, session.get);
  return { baseUrl: apiBaseUrl, username: credentials?.sid ?? exampleSid('AC') };
}
