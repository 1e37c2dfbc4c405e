import { useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, TextField, useFilter } from 'react-aria-components';
import { Dialog } from '../ui/dialog.tsx';
import styles from './command-palette.module.css';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Tells commands with the same title apart. */
  readonly kind: string;
  /** Other words that find it. */
  readonly keywords?: string;
  readonly run: () => void;
}

interface CommandPaletteProps {
  /** What there is to find, for assistive technology. */
  readonly label: string;
  readonly placeholder: string;
  readonly commands: readonly Command[];
  /** Commands that are too many to show before something is typed. */
  readonly searched: readonly Command[];
  readonly onClose: () => void;
}

/** With fewer characters, most of these commands would match. */
const minSearchedCharacters = 2;

/** Finds commands by their names, for the keyboard. */
export function CommandPalette({ label, placeholder, commands, searched, onClose }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const { contains } = useFilter({ sensitivity: 'base' });
  const items = text.trim().length < minSearchedCharacters ? commands : [...commands, ...searched];
  return (
    <Dialog title="Go to" onClose={onClose}>
      <Autocomplete filter={contains} inputValue={text} onInputChange={setText}>
        <TextField aria-label={label} autoFocus>
          <Input className={styles['input'] ?? ''} placeholder={placeholder} />
        </TextField>
        <Menu
          aria-label="Commands"
          className={styles['menu'] ?? ''}
          items={items}
          renderEmptyState={() => (
            <p className={styles['none']}>
              {text === '' ? 'Type at least two characters.' : 'Nothing has this name.'}
            </p>
          )}
          onAction={(id) => {
            onClose();
            items.find((command) => command.id === id)?.run();
          }}
        >
          {({ title, kind, keywords = '' }) => (
            <MenuItem className={styles['item'] ?? ''} textValue={`${title} ${kind} ${keywords}`}>
              <span className={styles['title']}>{title}</span>
              <span className={styles['kind']}>{kind}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}
