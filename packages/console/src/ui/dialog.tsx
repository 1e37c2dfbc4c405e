import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog while it is rendered. It keeps the focus, closes with Escape, and returns the focus to where it was. */
export const Dialog = ({ title, onClose, children }: DialogProps) => (
  <ModalOverlay
    className={styles['overlay'] ?? ''}
    isOpen
    onOpenChange={(isOpen) => {
      if (!isOpen) onClose();
    }}
  >
    <Modal className={styles['modal'] ?? ''}>
      <AriaDialog className={styles['dialog'] ?? ''}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);
