import { Link } from '@tanstack/react-router';
import { Fragment, useEffect, useState } from 'react';
import type { ExchangeReply } from '../../reference/exchange.ts';
import { findTopic } from '../../reference/groups.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { formatJson } from '../../ui/json.ts';
import styles from './reference.module.css';
import { StatusBadge } from './status-badge.tsx';

/** The status of a reply, and how long it took. */
export const ExchangeStatus = ({ reply }: { readonly reply: ExchangeReply }) => (
  <>
    <StatusBadge status={reply.status} />
    <span>{reply.durationMs.toFixed(0)} ms</span>
    {!reply.isComplete && <span className={styles['muted']}>Waiting for events …</span>}
  </>
);

/** The error of a reply, the headers that matter and the body. */
export function ExchangeBody({ reply }: { readonly reply: ExchangeReply }) {
  const { status, headers, body, isComplete } = reply;
  const error = typeof body === 'string' && status >= 400 ? errorOf(body) : undefined;
  return (
    <div className={styles['exchange']}>
      {error !== undefined && (
        <p>
          {findTopic(error.code).kind === 'errors' ? (
            <Link to="/reference/$topic" params={{ topic: error.code }}>
              Error {error.code}
            </Link>
          ) : (
            `Error ${error.code}`
          )}
          : {error.message}
        </p>
      )}
      <dl className={styles['headers']}>
        {headers.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </Fragment>
        ))}
      </dl>
      {typeof body !== 'string' ? (
        <Content content={body} />
      ) : body === '' ? (
        isComplete && <p className={styles['muted']}>The reply has no body.</p>
      ) : (
        <CodeBlock text={formatJson(body)} label="reply" scrolls />
      )}
    </div>
  );
}

/** The code and the message of an error of the API; undefined for the reply of something in between. */
function errorOf(text: string): { readonly code: string; readonly message: string } | undefined {
  try {
    const { code, message } = JSON.parse(text);
    return typeof code === 'number' && typeof message === 'string'
      ? { code: String(code), message }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Content that is not text: an image is shown, anything else can be saved. */
function Content({ content }: { readonly content: Blob }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const created = URL.createObjectURL(content);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [content]);
  return (
    <div>
      <p>
        {content.size} bytes of {content.type || 'an unknown type'}{' '}
        {url !== undefined && (
          <a href={url} download="content">
            Save
          </a>
        )}
      </p>
      {url !== undefined && content.type.startsWith('image/') && (
        <img src={url} alt="The content" className={styles['image']} />
      )}
    </div>
  );
}
