import { Field } from '@/ui';

interface ChoiceFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  /** Name and words of each choice. */
  choices: [name: string, words: string][];
  testId: string;
  onChange: (value: string) => void;
}

/** One of the server's named choices. A value it does not list stays choosable: it came from a picture or the configuration. */
export function ChoiceField({ label, value, error, choices, testId, onChange }: ChoiceFieldProps) {
  const listed = choices.some(([name]) => name === value);
  return (
    <Field label={label} error={error}>
      {(control) => (
        <select
          {...control}
          data-testid={testId}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {!listed && <option value={value}>{value || 'Default'}</option>}
          {choices.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
