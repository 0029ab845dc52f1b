import type { Model } from '@/api';
import styles from './ServerStatus.module.css';
import { useModels } from './useServer';

const words = {
  loaded: 'ready',
  loading: 'loading…',
  unloaded: 'loads with the first picture',
  failed: 'could not be loaded',
};

/** Which model draws, and whether it is ready. */
export function ServerStatus() {
  const models = useModels();
  const model: Model | undefined = models.data?.find((entry) => entry.default) ?? models.data?.[0];
  if (!model) return null;
  return (
    <p className={styles.status} data-state={model.state}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.name}>{model.name}</span>
      {model.state && <span className={styles.state}>{words[model.state]}</span>}
    </p>
  );
}
