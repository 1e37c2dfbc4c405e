/**
 * The requests of the scenarios as commands of ejabberd's HTTP API: a conversation is a persistent room of multi-user
 * chat, its friendly name the title, and its attributes the description.
 */

import type { Load, RequestSpec } from '../helper-messages.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import { pickRandom } from './membership-plan.ts';
import { attributes, digitsOf, numberMarker } from './paths-and-forms.ts';
import { type RequestSource, type Target, withoutBody } from './request-source.ts';

/** The scenarios that have a command. No command replies with a page of rooms and their options. */
export const ejabberdScenarios: readonly ScenarioName[] = ['create', 'fetch-uniform', 'update'];

/** The virtual host that the rooms belong to. */
export const ejabberdHost = 'localhost';
const service = `conference.${ejabberdHost}`;

const createBody = JSON.stringify({
  name: `order-${numberMarker}`,
  service,
  host: ejabberdHost,
  options: [
    { name: 'persistent', value: 'true' },
    { name: 'title', value: `Order ${numberMarker}` },
    { name: 'description', value: attributes },
  ],
});
/** Without its end, where the name of the room follows. */
const updateStart = JSON.stringify({ service, option: 'description', value: attributes }).slice(0, -1);

/** Returns the requests of a load, like `requestsOf`; the SIDs of the target are names of rooms. */
export function ejabberdRequestsOf(load: Load, { sids }: Target, nextNumber: () => number): RequestSource {
  const scenario = 'scenario' in load ? load.scenario : null;
  switch (scenario) {
    case 'create':
      return checked(assertDone, () => createRoom(nextNumber()));
    case 'fetch-uniform':
      return checked(assertFound, () =>
        command('get_room_options', JSON.stringify({ name: pickRandom(sids), service })),
      );
    case 'update':
      return checked(assertDone, () => {
        const change = withNumber(updateStart, nextNumber());
        return command('change_room_option', `${change},"name":"${pickRandom(sids)}"}`);
      });
    default:
      throw new RangeError(`ejabberd has no command for ${scenario ?? 'a list of paths'}.`);
  }
}

/** Returns the command that creates the room with this number. */
export function createRoom(number: number): RequestSpec {
  return command('create_room_with_opts', withNumber(createBody, number));
}

/** Returns the name of the room with this number. */
export function roomName(number: number): string {
  return `order-${digitsOf(number)}`;
}

/** A command may reply with 200 even if it fails; only the body shows that. */
function checked(assertBody: (body: string) => void, next: () => RequestSpec): RequestSource {
  return {
    ...withoutBody(200, next),
    wantsBody: true,
    onReplyBody: (_slot, body) => assertBody(body.toString('latin1')),
  };
}

/** The options of a room that does not exist are an empty object. */
function assertFound(body: string): void {
  if (!body.startsWith('{"title":'))
    throw new Error(`ejabberd replied ${body} instead of the options of a room`);
}

/** Throws unless the body of a reply is the result of a command that succeeded. */
export function assertDone(body: string): void {
  if (body !== '0') throw new Error(`ejabberd replied ${body} instead of 0`);
}

function command(name: string, json: string): RequestSpec {
  return { method: 'POST', path: `/api/${name}`, json };
}

function withNumber(text: string, number: number): string {
  return text.replaceAll(numberMarker, digitsOf(number));
}
