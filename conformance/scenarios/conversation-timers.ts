import { describe, expect, it } from 'vitest';
import { expectError, secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

const [minute, hour, day] = [60, 3600, 86_400];

const durations: [text: string, seconds: number][] = [
  ['PT1M', minute],
  ['PT60S', minute],
  ['PT60.5S', 60.5],
  ['PT600S', 10 * minute],
  ['PT1H', hour],
  ['PT1H30M', 90 * minute],
  ['P2D', 2 * day],
  ['P1DT2H3M4S', day + 2 * hour + 3 * minute + 4],
  ['P1W', 7 * day],
];

const malformed = [
  '60',
  '10M',
  'P',
  'PT',
  'P1DT',
  'PT1X',
  'PT10M ',
  '-PT10M',
  'PT-10M',
  'T10M',
  'PT1M1H',
  'null',
  'PT1e3S',
];

/** Setting, showing and removing timers, which needs no clock. */
export function defineTimerScenarios(api: Api): void {
  describe('the timers of a conversation', () => {
    const testService = useTestService(api);

    it.each(durations)('the inactive timer %s is shown as its date', async (text, seconds) => {
      const { timers, date_created } = await testService.create({ 'Timers.Inactive': text });
      expect(Object.keys(timers)).toEqual(['date_inactive']);
      // Replies omit the fraction of a second.
      expect(Math.abs(secondsBetween(date_created, timers.date_inactive) - seconds)).toBeLessThan(1);
    });

    it.each(durations.filter(([, seconds]) => seconds >= 10 * minute))(
      'the closed timer %s is shown as its date',
      async (text, seconds) => {
        const { timers, date_created } = await testService.create({ 'Timers.Closed': text });
        expect(Object.keys(timers)).toEqual(['date_closed']);
        expect(secondsBetween(date_created, timers.date_closed)).toBe(seconds);
      },
    );

    it('both timers start at the same time when they are set together', async () => {
      const { timers, date_created } = await testService.create({
        'Timers.Inactive': 'PT1M',
        'Timers.Closed': 'PT10M',
      });
      expect(secondsBetween(date_created, timers.date_inactive)).toBe(minute);
      expect(secondsBetween(date_created, timers.date_closed)).toBe(10 * minute);
    });

    it('timers start at the time of the request, whatever date of creation it has', async () => {
      const { timers, date_updated } = await testService.create({
        DateCreated: '2020-01-01T00:00:00Z',
        'Timers.Closed': 'PT10M',
      });
      expect(secondsBetween(date_updated, timers.date_closed)).toBe(10 * minute);
    });

    it.each(['PT59S', 'PT1S', 'PT59.999S', 'PT0.5S'])(
      'an inactive timer shorter than a minute is rejected: %s',
      async (text) => {
        expectError(await testService.tryCreate({ 'Timers.Inactive': text }), 50375);
        const { sid } = await testService.create();
        expectError(await testService.tryUpdate(sid, { 'Timers.Inactive': text }), 50375);
      },
    );

    it.each(['PT9M59S', 'PT1M', 'PT599.999S'])(
      'a closed timer shorter than ten minutes is rejected: %s',
      async (text) => {
        expectError(await testService.tryCreate({ 'Timers.Closed': text }), 50376);
        const { sid } = await testService.create();
        expectError(await testService.tryUpdate(sid, { 'Timers.Closed': text }), 50376);
      },
    );

    it.each(malformed)('the timer %j is rejected as not a duration', async (text) => {
      const name = uniqueName();
      expectError(await testService.tryCreate({ UniqueName: name, 'Timers.Inactive': text }), 50379);
      expectError(await testService.tryCreate({ UniqueName: name, 'Timers.Closed': text }), 50380);
      const conversation = await testService.create({ UniqueName: name });
      expectError(await testService.tryUpdate(name, { 'Timers.Inactive': text }), 50379);
      expectError(await testService.tryUpdate(name, { 'Timers.Closed': text }), 50380);
      expect(await testService.fetch(name)).toEqual(conversation);
    });

    it.each(['PT0S', ''])('the value %j sets no timer', async (text) => {
      const form = { 'Timers.Inactive': text, 'Timers.Closed': text };
      expect((await testService.create(form)).timers).toEqual({});
    });

    it.each(['PT0S', ''])('the value %j removes a timer and keeps the other', async (text) => {
      const { sid, timers } = await testService.create({
        'Timers.Inactive': 'PT1M',
        'Timers.Closed': 'PT10M',
      });
      const changed = await testService.update(sid, { 'Timers.Inactive': text });
      expect(changed.timers).toEqual({ date_closed: timers.date_closed });
      expect((await testService.update(sid, { 'Timers.Closed': text })).timers).toEqual({});
      expect((await testService.fetch(sid)).timers).toEqual({});
    });

    it('an update can add timers', async () => {
      const { sid } = await testService.create();
      const { timers, date_updated } = await testService.update(sid, { 'Timers.Closed': 'PT15M' });
      expect(secondsBetween(date_updated, timers.date_closed)).toBe(15 * minute);
      expect(timers).not.toHaveProperty('date_inactive');
    });

    it('the inactive timer is not shown while the conversation is inactive', async () => {
      const { sid, timers } = await testService.create({
        State: 'inactive',
        'Timers.Inactive': 'PT1M',
        'Timers.Closed': 'PT10M',
      });
      expect(Object.keys(timers)).toEqual(['date_closed']);
      expect(Object.keys((await testService.update(sid, { State: 'active' })).timers).sort()).toEqual([
        'date_closed',
        'date_inactive',
      ]);
      expect(Object.keys((await testService.update(sid, { State: 'inactive' })).timers)).toEqual([
        'date_closed',
      ]);
    });

    it('a closed conversation has no timers', async () => {
      const { sid } = await testService.create({ 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' });
      expect((await testService.update(sid, { State: 'closed' })).timers).toEqual({});
    });
  });
}
