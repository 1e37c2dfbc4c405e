import { scenarios } from '../index.ts';
import { Chat, type Environment } from './chat.ts';

declare const Twilio: { readonly Conversations: Environment['sdk'] };

/** Runs a scenario in a page that has loaded the bundle of the SDK. */
async function runScenario(title: string, server: Environment['server']): Promise<void> {
  const environment: Environment = {
    sdk: Twilio.Conversations,
    server,
    toMedia: (text) => new Blob([text]),
    sendsForms: true,
  };
  const scenario = scenarios[title];
  if (scenario === undefined) throw new Error(`${title} is not a scenario.`);
  await Chat.run(environment, scenario);
}

Object.assign(globalThis, { runScenario });
