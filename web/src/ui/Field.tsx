import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';

/** What a control needs to belong to its label and its message. */
export interface ControlProps {
  id: string;
  className: string | undefined;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface FieldProps {
  label: string;
  error?: string | undefined;
  /** Short words at the label's right, such as a count. */
  note?: ReactNode;
  children: (control: ControlProps) => ReactNode;
}

/** A label, one control, and the message that tells what is wrong with it. */
export function Field({ label, error, note, children }: FieldProps) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </div>
      {children({
        id,
        className: styles.control,
        'aria-invalid': error !== undefined,
        'aria-describedby': error === undefined ? undefined : errorId,
      })}
      {error !== undefined && (
        <p id={errorId} className={styles.error} data-testid="error">
          {error}
        </p>
      )}
    </div>
  );
}
