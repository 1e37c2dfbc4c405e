import { serviceConfiguration } from '@colloquy/contract';
import { presentation, presenter } from '../../rest/presenter.ts';
import { ofAccountSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { selectForUpdate } from '../../storage/locking-select.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';

export const presentServiceConfiguration = presenter(serviceConfiguration);

export const renderServiceConfiguration = select(
  'service_configuration.render',
  presentation,
  { body: text() },
  (dialect) => `SELECT ${presentServiceConfiguration.sql(dialect)} AS body FROM service
    WHERE sid = :chat_service_sid AND ${ofAccountSql}`,
);

export const lockServiceConfiguration = selectForUpdate(
  'service_configuration.lock',
  serviceKeyColumns,
  {
    id: integer(),
    sid: text(),
    default_conversation_creator_role_sid: text(),
    default_conversation_role_sid: text(),
    default_chat_service_role_sid: text(),
    reachability_enabled: integer(),
  },
  () => `SELECT id, sid, default_conversation_creator_role_sid, default_conversation_role_sid,
    default_chat_service_role_sid, reachability_enabled FROM service
    WHERE sid = :chat_service_sid AND ${ofAccountSql}`,
  ({ sid }) => sid,
);
