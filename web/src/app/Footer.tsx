import { serverUrl } from '@/api';
import styles from './Footer.module.css';

export function Footer() {
  return (
    <footer className={styles.footer}>
      <p>Drawn on its owner’s own machine. No cloud model sees your words.</p>
      <a href={serverUrl('/openapi/ui')}>API</a>
    </footer>
  );
}
