import { serverUrl } from '@/api';
import styles from './Footer.module.css';

export function Footer() {
  return (
    <footer className={styles.footer}>
      <p>Drawn on your own machine. No word and no picture leaves it.</p>
      <a href={serverUrl('/openapi/ui')}>API</a>
    </footer>
  );
}
