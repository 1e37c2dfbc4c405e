import type { Media, Message } from '@twilio/conversations';
import type { Chat, Scenario } from './support/chat.ts';
import { equal, matches, nextEvent, rejects } from './support/checks.ts';

const fileOf = ({ environment }: Chat, text: string, filename = `${text}.txt`) => ({
  contentType: 'text/plain',
  filename,
  media: environment.toMedia(text),
});

const contentOf = async (url: string | null | undefined) => (await fetch(url ?? '')).text();

export const media: Readonly<Record<string, Scenario>> = {
  async 'files are uploaded, sent together, and read by the others'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const message = own.prepareMessage().setBody('two files');
    message.addMedia(fileOf(chat, 'first')).addMedia(fileOf(chat, 'second', 'größe 2.txt'));
    equal(await message.build().send(), 0);
    const received = await added;
    matches(received, { body: 'two files', type: 'media' });
    const files = received.attachedMedia ?? [];
    matches(files, [
      { filename: 'first.txt', size: 5, contentType: 'text/plain', category: 'media' },
      { filename: 'größe 2.txt', size: 6, contentType: 'text/plain', category: 'media' },
    ]);
    equal(received.media?.sid, files[0]?.sid);
    equal(await contentOf(await files[1]?.getContentTemporaryUrl()), 'second');
  },

  async 'the links of several files are fetched at once, in every way that the SDK has'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    await own.prepareMessage().addMedia(fileOf(chat, 'one')).addMedia(fileOf(chat, 'two')).build().send();
    const message = await added;
    const files = message.attachedMedia ?? [];
    const sids = files.map(({ sid }) => sid);
    for (const urls of [
      await bob.getTemporaryContentUrlsForMedia(files),
      await bob.getTemporaryContentUrlsForMediaSids(sids),
      await message.getTemporaryContentUrlsForMedia(files),
      await message.getTemporaryContentUrlsForMediaSids(sids),
      await message.getTemporaryContentUrlsForAttachedMedia(),
    ]) {
      equal([...urls.keys()], sids);
      equal(await Promise.all(sids.map((sid) => contentOf(urls.get(sid)))), ['one', 'two']);
    }
    const again: Media[] = await message.attachTemporaryUrlsFor(files);
    equal(await Promise.all(again.map(async (each) => contentOf(await each.getContentTemporaryUrl()))), [
      'one',
      'two',
    ]);
    matches(
      message.getMediaByCategories(['media']),
      sids.map((sid) => ({ sid })),
    );
    equal(message.getMediaByCategory(['media'])?.length, 2);
    equal(message.getMediaByCategories(['body', 'history']), []);
  },

  async 'a file is sent alone, with attributes'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    equal(await own.sendMessage(fileOf(chat, 'alone'), { k: 'v' }), 0);
    const { attachedMedia, attributes, body } = await added;
    equal([attributes, body], [{ k: 'v' }, '']);
    matches(attachedMedia, [{ filename: 'alone.txt' }]);
    equal(await contentOf(await attachedMedia?.[0]?.getContentTemporaryUrl()), 'alone');
  },

  async 'a form with a file is sent by a browser, and refused by the SDK elsewhere'(chat) {
    const { bob, own } = await chat.connectTwo();
    const form = new FormData();
    form.append('file', new Blob(['of a form'], { type: 'text/plain' }), 'form.txt');
    const added = nextEvent<Message>(bob, 'messageAdded');
    const sending = own.sendMessage(form);
    if (!chat.environment.sendsForms) return rejects(sending, { name: 'TypeError' });
    equal(await sending, 0);
    const { attachedMedia } = await added;
    matches(attachedMedia, [{ filename: 'form.txt', contentType: 'text/plain', size: 9 }]);
    equal(await contentOf(await attachedMedia?.[0]?.getContentTemporaryUrl()), 'of a form');
  },

  async 'ten files are the most that a message has'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const message = own.prepareMessage();
    for (let n = 0; n < 10; n++) message.addMedia(fileOf(chat, `file ${n}`));
    await message.buildAndSend();
    equal((await added).attachedMedia?.length, 10);
    const eleven = own.prepareMessage();
    for (let n = 0; n < 11; n++) eleven.addMedia(fileOf(chat, `file ${n}`));
    await rejects(Promise.resolve().then(() => eleven.build()));
  },

  async 'a file of one megabyte arrives whole'(chat) {
    const { bob, own } = await chat.connectTwo();
    const text = 'abcdefgh'.repeat(2 ** 17);
    const added = nextEvent<Message>(bob, 'messageAdded');
    await own.sendMessage(fileOf(chat, text, 'large.txt'));
    const [file] = (await added).attachedMedia ?? [];
    equal(file?.size, 2 ** 20);
    equal((await contentOf(await file?.getContentTemporaryUrl())) === text, true);
  },
};
