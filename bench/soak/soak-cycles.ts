/** The lives of conversations: each cycle creates one, uses it, and deletes an old one, so that their number is constant. */

import {
  collectionPath,
  createForm,
  firstPage,
  messageForm,
  messagesPath,
  participantForm,
  participantsPath,
  updateForm,
  userConversationsPath,
} from '../load/paths-and-forms.ts';
import type { SoakRequests } from './soak-requests.ts';

/** The requests of a cycle once there are conversations to delete. */
export const requestsPerCycle = 16;
/** Users are created by their first cycle and never deleted, so their number is limited. */
const userCount = 500;
const messagesPerCycle = 4;
/** Conversations, and messages of the room, that exist at a time. */
const maxLive = 200;

/** A conversation that sockets watch. */
export interface Room {
  readonly sid: string;
  readonly author: string;
}

export class SoakCycles {
  readonly #requests: SoakRequests;
  readonly #serviceSid: string;
  readonly #room: Room;
  readonly #conversations: string[] = [];
  readonly #roomMessages: string[] = [];
  #number = 0;
  /** Messages that have been created, each of which is an event and a webhook. */
  messages = 0;
  /** Those of them that sockets receive. */
  roomMessages = 0;
  /** Conversations that have been created, each of which is a webhook. */
  conversations = 0;

  constructor(requests: SoakRequests, serviceSid: string, room: Room) {
    this.#requests = requests;
    this.#serviceSid = serviceSid;
    this.#room = room;
  }

  /** Runs one cycle, whose requests wait for each other. */
  async run(): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    const collection = collectionPath(this.#serviceSid);
    const sid = sidOf(await this.#requests.send('POST', collection, 201, createForm(number)));
    if (sid === undefined) return;
    this.conversations += 1;
    const identity = `customer-${number % userCount}`;
    const path = `${collection}/${sid}`;
    const messages = messagesPath(this.#serviceSid, sid);
    await this.#requests.send(
      'POST',
      participantsPath(this.#serviceSid, sid),
      201,
      participantForm(identity),
    );
    const posted: string[] = [];
    for (let count = 0; count < messagesPerCycle; count += 1) {
      const message = await this.#post(messages, number, identity);
      if (message !== undefined) posted.push(message);
    }
    await this.#requests.send('GET', firstPage(messages), 200);
    await this.#requests.send('GET', path, 200);
    await this.#requests.send('POST', path, 200, updateForm(number));
    await this.#requests.send('GET', firstPage(collection), 200);
    const [first, second] = posted;
    if (second !== undefined) await this.#requests.send('POST', `${messages}/${second}`, 200, 'Body=Changed');
    if (first !== undefined) await this.#requests.send('DELETE', `${messages}/${first}`, 204);
    await this.#requests.send('GET', firstPage(userConversationsPath(this.#serviceSid, identity)), 200);
    await this.#useRoom(number);
    this.#conversations.push(sid);
    const oldest = takeOldest(this.#conversations);
    if (oldest !== undefined) await this.#requests.send('DELETE', `${collection}/${oldest}`, 204);
  }

  async #useRoom(number: number): Promise<void> {
    const path = messagesPath(this.#serviceSid, this.#room.sid);
    const message = await this.#post(path, number, this.#room.author);
    if (message === undefined) return;
    this.roomMessages += 1;
    this.#roomMessages.push(message);
    const oldest = takeOldest(this.#roomMessages);
    if (oldest !== undefined) await this.#requests.send('DELETE', `${path}/${oldest}`, 204);
  }

  async #post(path: string, number: number, author: string): Promise<string | undefined> {
    const sid = sidOf(await this.#requests.send('POST', path, 201, messageForm(number, author)));
    if (sid !== undefined) this.messages += 1;
    return sid;
  }
}

const takeOldest = (sids: string[]): string | undefined => (sids.length > maxLive ? sids.shift() : undefined);

const sidOf = (body: string | null): string | undefined =>
  /"sid":\s*"([A-Z]{2}[0-9a-f]{32})"/.exec(body ?? '')?.[1];
