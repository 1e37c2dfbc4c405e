import { element, showError } from './elements.js';
import { formatSize } from './format.js';

/**
 * Renders a file of a message: an image in place, anything else as a link.
 *
 * @param {import('@twilio/conversations').Media} media
 * @returns {HTMLElement}
 */
export function renderAttachment(media) {
  const name = media.filename ?? media.contentType;
  const link = element('a', { className: 'attachment', target: '_blank', rel: 'noopener' }, [
    `${name} (${formatSize(media.size)})`,
  ]);
  media.getContentTemporaryUrl().then((url) => {
    if (url === null) return;
    link.href = url;
    if (media.contentType.startsWith('image/'))
      link.prepend(element('img', { src: url, alt: name, loading: 'lazy' }));
  }, showError);
  return link;
}
