import './style.css';
import { setUpCopyButtons } from './copy-buttons.ts';
import { setUpOutline } from './outline.ts';
import { setUpSearch } from './search.ts';
import { setUpThemeButton } from './theme-button.ts';

setUpThemeButton();
setUpSearch();
setUpCopyButtons();
setUpOutline();
// The side bar shows the page that is open also where it is far down.
document.querySelector('#menu [aria-current]')?.scrollIntoView({ block: 'nearest' });
