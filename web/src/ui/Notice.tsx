import type { ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './Notice.module.css';

interface NoticeProps {
  title: string;
  text?: string | undefined;
  /** The server's trace id: what its owner looks for in the log. */
  traceId?: string | undefined;
  actions?: ReactNode;
}

/** Says at once, also to a screen reader, what went wrong and what can be done. */
export function Notice({ title, text, traceId, actions }: NoticeProps) {
  return (
    <div className={styles.notice} role="alert" data-testid="error">
      <span className={styles.icon}>
        <Icon name="alert" />
      </span>
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {traceId !== undefined && <p className={styles.trace}>Trace {traceId}</p>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
