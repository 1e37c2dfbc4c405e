// A program that has installed @colloquy/client. It uses the server at BASE_URL.
import { ColloquyError, createClient, type Item } from '@colloquy/client';

const [baseUrl = '', accountSid = '', authToken = ''] = process.argv.slice(2);
const client = createClient({ baseUrl, accountSid, authToken });

const service = await client.createService({ friendlyName: 'Packaged' });
const made: Item<'conversation'> = await client.createServiceConversation(service.sid, {
  uniqueName: 'parcel',
});
const fetched = await client.fetchServiceConversation(service.sid, 'parcel');
if (fetched.sid !== made.sid || fetched.dateCreated.getTime() !== made.dateCreated.getTime()) {
  throw new Error('The fetched conversation differs from the created one.');
}
try {
  await client.fetchServiceConversation(service.sid, 'letter');
} catch (error) {
  if (error instanceof ColloquyError) console.log(`made ${fetched.uniqueName}, then ${error.code}`);
}
// @ts-expect-error The types check parameters.
void (() => client.createService({ friendlyNames: 'Packaged' }));
