import { useEffect, useRef, type ReactNode } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  label: string;
  onClose: () => void;
  /** A `<form method="dialog">` inside closes the dialog when submitted. */
  children: ReactNode;
}

/** A modal dialog while it is mounted. The browser keeps the focus inside, closes on Escape and restores the focus. */
export function Dialog({ label, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    if (!dialog.open) dialog.showModal();
    // The content fills the dialog, so a press on the dialog itself is a press on the backdrop.
    const press = (event: MouseEvent) => {
      if (event.target === dialog) dialog.close();
    };
    dialog.addEventListener('mousedown', press);
    return () => dialog.removeEventListener('mousedown', press);
  }, []);

  return (
    <dialog ref={ref} className={styles.dialog} aria-label={label} onClose={onClose}>
      {children}
    </dialog>
  );
}
