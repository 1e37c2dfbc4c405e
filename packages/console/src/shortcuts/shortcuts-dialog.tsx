import { Dialog } from '../ui/dialog.tsx';
import { prefixKey } from './key-reader.ts';
import { pageShortcuts } from './page-keys.ts';
import { shortcutSettings, useShortcutsOn } from './settings.ts';
import styles from './shortcuts-dialog.module.css';

interface ShortcutsDialogProps {
  /** The keys of the command palette. */
  readonly paletteKeys: string;
  readonly onClose: () => void;
}

/** Lists the shortcuts, and turns those of single keys off and on. */
export default function ShortcutsDialog({ paletteKeys, onClose }: ShortcutsDialogProps) {
  const isOn = useShortcutsOn();
  const general = [
    { keys: [paletteKeys], title: 'Find a page or a service' },
    { keys: ['?'], title: 'Show the shortcuts' },
    { keys: ['/'], title: 'Search' },
    { keys: ['c'], title: 'Create a new entry' },
    { keys: ['n'], title: 'Write a message' },
  ];
  const pages = pageShortcuts.map(({ key, title }) => ({ keys: [prefixKey, key], title }));
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className={styles['lists']}>
        {[general, pages].map((shortcuts) => (
          <dl key={shortcuts[0]?.title} className={styles['list']}>
            {shortcuts.map(({ keys, title }) => (
              <div key={title}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
        ))}
      </div>
      <label className={styles['setting']}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => shortcutSettings.setOn(target.checked)}
        />
        Shortcuts without {paletteKeys.startsWith('⌘') ? '⌘' : 'Ctrl'}
      </label>
      <p className={styles['hint']}>
        They work outside of fields. If you type by voice or press keys by accident, turn them off: “Keyboard
        shortcuts” in the list of {paletteKeys} opens this dialog again. This browser remembers it.
      </p>
    </Dialog>
  );
}
