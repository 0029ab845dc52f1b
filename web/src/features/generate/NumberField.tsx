import { Field } from '@/ui';

interface NumberFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  min: number;
  max: number;
  step?: number;
  testId?: string;
  onChange: (value: string) => void;
}

/** A number as text; empty leaves it to the server. */
export function NumberField({ label, value, error, min, max, step = 1, testId, onChange }: NumberFieldProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <input
          {...control}
          data-testid={testId}
          type="number"
          inputMode={step < 1 ? 'decimal' : 'numeric'}
          min={min}
          max={max}
          step={step}
          placeholder="default"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
