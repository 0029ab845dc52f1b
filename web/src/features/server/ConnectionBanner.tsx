import { useQueryClient } from '@tanstack/react-query';
import { UnreachableError } from '@/api';
import styles from './ConnectionBanner.module.css';
import { ErrorNotice } from './ErrorNotice';
import { useConfig } from './useServer';

/** Tells that the server does not answer, and looks again by itself until it does. */
export function ConnectionBanner() {
  const config = useConfig();
  const client = useQueryClient();
  if (!(config.error instanceof UnreachableError)) return null;
  return (
    <div className={styles.banner}>
      <ErrorNotice
        error={config.error}
        title="The server cannot be reached"
        onRetry={() => void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' })}
      />
    </div>
  );
}
