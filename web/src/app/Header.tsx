import { ServerStatus } from '@/features/server';
import styles from './Header.module.css';

export function Header() {
  return (
    <header className={styles.header}>
      <p className={styles.brand}>
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <circle className={styles.sun} cx="16" cy="16" r="9" />
          <path
            className={styles.sea}
            d="M1 19 C7 14.5 11 17 16 19.5 S26 22 31 17.5 C30.5 25.5 24 31 16 31 S1.5 26 1 19Z"
          />
        </svg>
        Imagineer
      </p>
      <ServerStatus />
    </header>
  );
}
