import { api, routesOf } from '@colloquy/contract';
import { describe, expect, it } from 'vitest';
import { ActionRates } from './action-rates.ts';

const routes = Object.values(api).flatMap((resource) => routesOf(resource));

describe('ActionRates', () => {
  it('nothing is counted without limits', () => {
    const rates = new ActionRates({ perConversation: undefined, perService: undefined });
    expect(routes.filter((route) => rates.counterOf(route) !== undefined)).toEqual([]);
  });

  it('the writes in services are counted, and nothing else', () => {
    const rates = new ActionRates({ perConversation: 1, perService: undefined });
    for (const route of routes) {
      const isCounted = route.method !== 'GET' && route.resource.scope !== 'account';
      expect([route.name, rates.counterOf(route) !== undefined]).toEqual([route.name, isCounted]);
    }
  });

  it('the number of conversations that are counted is bounded', () => {
    const route = routes.find(({ name }) => name === 'UpdateConversation');
    const count = route && new ActionRates({ perConversation: 1, perService: undefined }).counterOf(route);
    const send = (identifier: string) =>
      count?.({
        accountSid: 'AC1',
        actor: 'AC1',
        chatServiceSid: 'IS1',
        mount: 'account',
        identifier,
        parents: {},
        parameters: {},
        scopeUrl: '',
        now: 0,
      });
    send('first');
    expect(() => send('first')).toThrow('Actions per second limit exceeded');
    for (let n = 0; n < 10_000; n++) send(String(n));
    expect(() => send('first')).not.toThrow();
  });
});
