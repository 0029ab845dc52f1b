import { Field, IconButton } from '@/ui';
import styles from './SeedField.module.css';

interface SeedFieldProps {
  /** Empty: another seed for each picture. */
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** The seed, and the dice that gives every picture a new one. Pressed again, the dice throws a seed to keep. */
export function SeedField({ value, error, onChange }: SeedFieldProps) {
  const random = value === '';
  return (
    <Field label="Seed" error={error}>
      {(control) => (
        <div className={styles.seed}>
          <input
            {...control}
            data-testid="seed"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            placeholder="Random"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            className={styles.dice}
            icon="dice"
            label="Random seed for every picture"
            aria-pressed={random}
            onClick={() => onChange(random ? String(throwSeed()) : '')}
          />
        </div>
      )}
    </Field>
  );
}

const throwSeed = (): number => Math.floor(Math.random() * 2 ** 31);
