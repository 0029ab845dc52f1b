import { classes } from './classes';
import styles from './ProgressBar.module.css';

interface ProgressBarProps {
  label: string;
  /** 0..1, or undefined while nothing can be measured. */
  value: number | undefined;
  /** The value in words, for a screen reader. */
  text: string;
}

export function ProgressBar({ label, value, text }: ProgressBarProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      className={classes(styles.track, percent === undefined && styles.waiting)}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <div className={styles.fill} style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
