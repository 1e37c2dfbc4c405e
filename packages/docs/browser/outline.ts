/** Marks the heading in the outline whose passage is at the top of the window. */
export function setUpOutline(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('aside a')].map((link) => [link.hash.slice(1), link]),
  );
  const headings = [...document.querySelectorAll('article [id]')].filter(({ id }) => links.has(id));
  const mark = () => {
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < 120);
    for (const [id, link] of links) link.classList.toggle('current', id === current?.id);
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
}
