import { select } from '../storage/statement.ts';
import { integer, text } from '../storage/table.ts';

/** The parameters of {@link serviceIdSql}: the service of a request, and the account of its credentials. */
export const serviceKeyColumns = { account_sid: text(), chat_service_sid: text() } as const;

export const serviceKey = ({
  accountSid,
  chatServiceSid,
}: {
  readonly accountSid: string;
  readonly chatServiceSid: string;
}) => ({
  account_sid: accountSid,
  chat_service_sid: chatServiceSid,
});

/** SQL condition for the services of the account that have not been deleted. */
export const ofAccountSql = 'account_sid = :account_sid AND date_deleted IS NULL';

/**
 * SQL for the id of the service that the parameters name, as the condition of another query. Every query in a service
 * uses it, so none reaches another account's rows or those of a deleted service.
 */
export const serviceIdSql = `(SELECT id FROM service WHERE sid = :chat_service_sid AND ${ofAccountSql})`;

export const serviceExists = select(
  'service.exists',
  serviceKeyColumns,
  { id: integer() },
  () => `SELECT id FROM service WHERE sid = :chat_service_sid AND ${ofAccountSql}`,
);
