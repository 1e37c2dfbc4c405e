// A program that has installed @colloquy/testkit. It starts a server and advances its clock.
import { type Colloquy, startColloquy } from '@colloquy/testkit';

await using colloquy: Colloquy = await startColloquy({ now: new Date('2030-01-01T00:00:00Z') });
const headers = { authorization: `Basic ${btoa(`${colloquy.accountSid}:${colloquy.authToken}`)}` };
const body = new URLSearchParams({ UniqueName: 'parcel', 'Timers.Inactive': 'PT10M' });
await fetch(`${colloquy.baseUrl}/v1/Conversations`, { method: 'POST', headers, body });
await colloquy.advance('PT11M');
const reply = await fetch(`${colloquy.baseUrl}/v1/Conversations/parcel`, { headers });
console.log(JSON.stringify(await reply.json()));
