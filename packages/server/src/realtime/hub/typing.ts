import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';
import { encodeNotification } from '../codec/notification.ts';
import type { ViewScope } from '../read-model/view.ts';
import type { Hub } from './hub.ts';

/** The participants of a deleted user remain for a moment. They do not count for a new user with the same identity. */
const findIdentities = select(
  'realtime.identities in conversation',
  { ...serviceKeyColumns, conversation_sid: text() },
  { identity: text() },
  () => `SELECT identity FROM participant WHERE service_id = ${serviceIdSql}
    AND conversation_sid = :conversation_sid AND identity IS NOT NULL
    AND EXISTS (SELECT 1 FROM chat_user
      WHERE chat_user.service_id = participant.service_id AND chat_user.sid = participant.user_sid)`,
);

/** Seconds in which a client says once that its user is typing. */
export const typingTimeout = 5;

/** The signal that a user is typing. */
const topic = 'typing';

interface TypingOptions {
  readonly storage: Pick<Storage, 'read' | 'signals'>;
  readonly hub: Pick<Hub, 'sessionsOf' | 'hasSessionsIn'>;
  readonly onError: (error: unknown) => void;
}

/** Notifies the participants of a conversation of a user who is typing, in all processes. */
export class Typing {
  readonly #options: TypingOptions;

  constructor(options: TypingOptions) {
    this.#options = options;
    const { storage, hub, onError } = options;
    storage.signals.on(topic, (payload) => {
      const signal = parseSignal(payload);
      if (signal === undefined || !hub.hasSessionsIn(signal.scope)) return;
      this.#notify(signal.scope, signal.sid, signal.identity).catch(onError);
    });
  }

  /** Returns false if the user is not a participant of the conversation. */
  async start(scope: ViewScope, sid: string, identity: string): Promise<boolean> {
    if (!(await this.#notify(scope, sid, identity))) return false;
    const signal = [scope.account_sid, scope.chat_service_sid, sid, identity];
    this.#options.storage.signals.send(topic, JSON.stringify(signal));
    return true;
  }

  /** Notifies the sessions of this process. Returns whether the user is a participant. */
  async #notify(scope: ViewScope, sid: string, identity: string): Promise<boolean> {
    const { storage, hub } = this.#options;
    const identities = await storage.read((reader) =>
      reader.all(findIdentities, { ...scope, conversation_sid: sid }),
    );
    if (!identities.some((each) => each.identity === identity)) return false;
    // The others get a second more, so that the next notification comes before this one ends.
    const payload = { channel_sid: sid, identity, typing_timeout: typingTimeout + 1 };
    const frame = encodeNotification('twilio.ipmsg.typing_indicator', JSON.stringify(payload));
    for (const other of identities)
      if (other.identity !== identity)
        for (const receiver of hub.sessionsOf(scope, other.identity)) receiver.send(frame);
    return true;
  }
}

/** Undefined for a signal of another version of the server. */
function parseSignal(payload: string) {
  try {
    const [account_sid, chat_service_sid, sid, identity, ...rest]: unknown[] = JSON.parse(payload);
    if (typeof account_sid !== 'string' || typeof chat_service_sid !== 'string') return undefined;
    if (typeof sid !== 'string' || typeof identity !== 'string' || rest.length > 0) return undefined;
    return { scope: { account_sid, chat_service_sid }, sid, identity };
  } catch {
    return undefined;
  }
}
