import type { RefObject } from 'react';
import { ErrorNotice } from '@/features/server';
import { Button, Field } from '@/ui';
import { AdvancedSettings } from './AdvancedSettings';
import { examples } from './examples';
import styles from './GenerateForm.module.css';
import { NumberField } from './NumberField';
import { SeedField } from './SeedField';
import type { GenerateForm as Form } from './useGenerateForm';
import { useSubmitShortcut } from './useSubmitShortcut';

interface GenerateFormProps {
  form: Form;
  /** A picture is being drawn: the next one waits for it. */
  isBusy: boolean;
  promptRef: RefObject<HTMLTextAreaElement | null>;
}

export function GenerateForm({ form, isBusy, promptRef }: GenerateFormProps) {
  const { values, faults, set } = form;
  const submit = () => {
    if (isBusy) return;
    form.submit();
    if (values.prompt.trim() === '') promptRef.current?.focus();
  };
  useSubmitShortcut(submit);
  const left = 2000 - values.prompt.trim().length;

  return (
    <form
      className={styles.form}
      aria-label="New picture"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label="Prompt" error={faults.prompt} note={left < 300 ? `${left} left` : undefined}>
        {(control) => (
          <textarea
            {...control}
            ref={promptRef}
            data-testid="prompt"
            rows={4}
            placeholder="What should the picture show?"
            value={values.prompt}
            onChange={(event) => set('prompt', event.target.value)}
          />
        )}
      </Field>

      <div className={styles.examples} role="group" aria-label="Example prompts">
        {examples.map((example) => (
          <button
            key={example}
            type="button"
            className={styles.chip}
            aria-pressed={values.prompt === example}
            onClick={() => set('prompt', example)}
          >
            {example}
          </button>
        ))}
      </div>

      <div className={styles.pair}>
        <SeedField value={values.seed} error={faults.seed} onChange={(seed) => set('seed', seed)} />
        <NumberField
          label="Steps"
          testId="steps"
          min={1}
          max={150}
          value={values.steps}
          error={faults.steps}
          onChange={(steps) => set('steps', steps)}
        />
      </div>

      <AdvancedSettings form={form} />

      <Button
        type="submit"
        look="primary"
        className={styles.generate}
        data-testid="generate"
        disabled={isBusy || form.isSending}
      >
        {isBusy ? 'Drawing…' : form.isSending ? 'Sending…' : 'Generate'}
        {!isBusy && !form.isSending && <kbd className={styles.keys}>Ctrl ↵</kbd>}
      </Button>

      {form.error && (
        <div ref={reveal}>
          <ErrorNotice
            error={form.error}
            title="The picture could not be started"
            onRetry={() => form.submit()}
          />
        </div>
      )}
    </form>
  );
}

const reveal = (notice: HTMLElement | null) =>
  notice?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
