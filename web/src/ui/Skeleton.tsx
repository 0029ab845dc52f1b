import { classes } from './classes';
import styles from './Skeleton.module.css';

/** Stands where content will be; its size comes from the given class. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <div className={classes(styles.skeleton, className)} aria-hidden="true" />;
}
