import type { User, UserUpdatedEventArgs } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, eventually, matches, nextEvent, rejects } from './support/checks.ts';

export const users: Readonly<Record<string, Scenario>> = {
  async 'a user changes, and those who watch it see it'(chat) {
    const [alice, bob] = [await chat.connect('alice'), await chat.connect('bob')];
    matches(bob.user, { identity: 'bob', friendlyName: null, attributes: {}, isSubscribed: true });
    const subscribed = nextEvent<User>(alice, 'userSubscribed', ({ identity }) => identity === 'bob');
    const seen = await alice.getUser('bob');
    equal((await subscribed).identity, 'bob');
    equal(seen.isSubscribed, true);
    const change = async (reason: string, cause: () => Promise<unknown>) => {
      const isIt = ({ updateReasons }: { readonly updateReasons: readonly string[] }) =>
        updateReasons.includes(reason);
      const byClient = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated', isIt);
      const byUser = nextEvent<UserUpdatedEventArgs>(seen, 'updated', isIt);
      await cause();
      equal([(await byClient).user.identity, (await byUser).user.identity], ['bob', 'bob']);
    };
    await change('friendlyName', () => bob.user.updateFriendlyName('Bob'));
    await change('attributes', () => bob.user.updateAttributes({ team: 1 }));
    matches(seen, { friendlyName: 'Bob', attributes: { team: 1 } });
    await eventually(() => bob.user.friendlyName, 'Bob');
    const form = { FriendlyName: 'By the back end' };
    await change('friendlyName', () => chat.rest('POST', '/Users/bob', form));
    equal(seen.friendlyName, 'By the back end');
  },

  async 'a user is watched until the client no longer wants it'(chat) {
    const alice = await chat.connect('alice');
    await chat.rest('POST', '/Users', { Identity: 'weird/id @x%' });
    const user = await alice.getUser('weird/id @x%');
    const identities = async () => (await alice.getSubscribedUsers()).map(({ identity }) => identity);
    equal((await identities()).includes('weird/id @x%'), true);
    const byClient = nextEvent<User>(alice, 'userUnsubscribed');
    const byUser = nextEvent<User>(user, 'userUnsubscribed');
    await user.unsubscribe();
    equal([(await byClient).identity, (await byUser).identity], [user.identity, user.identity]);
    equal(user.isSubscribed, false);
    equal((await identities()).includes('weird/id @x%'), false);
    equal((await alice.getUser('weird/id @x%')).isSubscribed, true);
  },

  async 'reachability is shown while the service reports it'(chat) {
    const without = await chat.connect('alice');
    await chat.rest('POST', '/Users', { Identity: 'carol' });
    const carol = await without.getUser('carol');
    const reasons: string[] = [];
    without.on('userUpdated', ({ updateReasons }) => reasons.push(...updateReasons));
    const renamed = nextEvent<UserUpdatedEventArgs>(carol, 'updated', ({ updateReasons }) =>
      updateReasons.includes('friendlyName'),
    );
    await chat.rest('POST', '/Users/carol', { FriendlyName: 'Carol', Attributes: '{"a":1}' });
    await renamed;
    await eventually(() => carol.attributes, { a: 1 });
    // The items of a user come in the order of their keys, and those after the name with it.
    await without.createConversation();
    equal(reasons, ['attributes', 'friendlyName']);
    equal([without.reachabilityEnabled, carol.isOnline, carol.isNotifiable], [false, null, null]);
    await chat.rest('POST', '/Configuration', { ReachabilityEnabled: 'true' });
    const [alice, bob] = [await chat.connect('alice'), await chat.connect('bob')];
    equal(alice.reachabilityEnabled, true);
    const seen = await alice.getUser('bob');
    await eventually(() => [seen.isOnline, seen.isNotifiable], [true, false]);
    const notifiable = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated', ({ updateReasons }) =>
      updateReasons.includes('reachabilityNotifiable'),
    );
    await bob.setPushRegistrationId('fcm', 'device');
    await notifiable;
    equal(seen.isNotifiable, true);
    const offline = nextEvent<UserUpdatedEventArgs>(alice, 'userUpdated', ({ updateReasons }) =>
      updateReasons.includes('reachabilityOnline'),
    );
    await bob.shutdown();
    await offline;
    equal(seen.isOnline, false);
  },

  async 'a user who does not exist is not found'(chat) {
    await rejects((await chat.connect('alice')).getUser('nobody'));
  },
};
