/** Lets the button switch between the light and the dark scheme, and remembers the choice in the browser. */
export function setUpThemeButton(): void {
  const button = document.querySelector<HTMLButtonElement>('#theme-button');
  if (button === null) return;
  const { dataset } = document.documentElement;
  button.hidden = false;
  button.addEventListener('click', () => {
    const current =
      dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    dataset['theme'] = current === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', dataset['theme']);
  });
}
