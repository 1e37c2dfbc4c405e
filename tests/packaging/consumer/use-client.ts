// A program of somebody else's, who has installed @colloquy/client. It talks to the server at BASE_URL.
import { ColloquyError, createClient, type Item } from '@colloquy/client';

const [baseUrl = '', accountSid = '', authToken = ''] = process.argv.slice(2);
const client = createClient({ baseUrl, accountSid, authToken });

const service = await client.createService({ friendlyName: 'Packaged' });
const made: Item<'conversation'> = await client.createServiceConversation(service.sid, {
  uniqueName: 'parcel',
});
const fetched = await client.fetchServiceConversation(service.sid, 'parcel');
if (fetched.sid !== made.sid || fetched.dateCreated.getTime() !== made.dateCreated.getTime()) {
  throw new Error('What was made is not what was fetched.');
}
try {
  await client.fetchServiceConversation(service.sid, 'letter');
} catch (error) {
  if (error instanceof ColloquyError) console.log(`made ${fetched.uniqueName}, then ${error.code}`);
}
// @ts-expect-error The types know the parameters.
void (() => client.createService({ friendlyNames: 'Packaged' }));
