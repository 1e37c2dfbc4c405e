/** The parts of docs/events.md and docs/webhooks.md that follow from the contract's catalogue of events. */
import {
  changeableParameters,
  type EventDefinition,
  eventCatalogue,
  eventNames,
  postActionEvents,
  preActionEventOf,
  webhookFields,
} from '@colloquy/contract';
import { formatCode, renderTable } from './markdown.ts';

const formatCodes = (names: readonly string[]): string => names.map(formatCode).join(', ') || '-';

/** Every event of the log with its CloudEvents type and its properties. */
export const renderEventTypes = (): string =>
  renderTable(
    ['Name', '`type` and `event:`', 'Properties in `data`'],
    eventNames.map((name) => {
      const { cloudEventType, properties }: EventDefinition = eventCatalogue[name];
      return [formatCode(name), formatCode(cloudEventType), formatCodes(Object.keys(properties))];
    }),
  );

/** Every event of webhooks with its parameters. */
export const renderWebhookEvents = (): string =>
  renderTable(
    ['Event', 'Webhooks of one conversation', 'Parameters'],
    postActionEvents.map((event) => [
      formatCode(event),
      eventCatalogue[event].webhook.scoped ? 'yes' : 'no',
      formatCodes(webhookFields[event].map(({ name }) => name)),
    ]),
  );

/** Every pre-action event, compared with the event that follows it, and the keys that a response can have. */
export const renderPreActionEvents = (): string =>
  renderTable(
    ['Pre-action event', 'Followed by', 'Without', 'In addition', 'A response can change'],
    postActionEvents.flatMap((event) => {
      const preAction = preActionEventOf(event);
      if (preAction === undefined) return [];
      const [before, after] = [webhookFields[preAction], webhookFields[event].map(({ name }) => name)];
      const names = before.map(({ name }) => name);
      const changeable = before.filter(({ name }) => changeableParameters[preAction].includes(name));
      return [
        [
          formatCode(preAction),
          formatCode(event),
          formatCodes(after.filter((name) => !names.includes(name))),
          formatCodes(names.filter((name) => !after.includes(name))),
          formatCodes(changeable.map(({ property }) => property)),
        ],
      ];
    }),
  );
