// Runs before the page is drawn, so that no page flashes in the other scheme.
const chosen = localStorage.getItem('theme');
if (chosen !== null) document.documentElement.dataset['theme'] = chosen;
