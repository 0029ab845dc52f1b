import { useState } from 'react';
import { useModels, useSchedulers } from '@/features/server';
import { Field, Icon } from '@/ui';
import styles from './AdvancedSettings.module.css';
import { ChoiceField } from './ChoiceField';
import { NumberField } from './NumberField';
import { SizeFields } from './SizeFields';
import type { SettingName } from './settings';
import type { GenerateForm } from './useGenerateForm';

const own: SettingName[] = [
  'negative_prompt',
  'width',
  'height',
  'guidance_scale',
  'num_images',
  'scheduler',
  'model',
];

/** What most pictures leave as it is. Opens by itself when something inside is wrong. */
export function AdvancedSettings({ form }: { form: GenerateForm }) {
  const { values, faults, set } = form;
  const models = useModels();
  const schedulers = useSchedulers();
  const [opened, setOpened] = useState(false);
  const open = opened || own.some((name) => faults[name] !== undefined);

  return (
    <details
      className={styles.advanced}
      open={open}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary className={styles.summary}>
        <span>Advanced</span>
        <span className={styles.gist}>
          {values.width && values.height ? `${values.width} × ${values.height}` : 'size, sampler, …'}
        </span>
        <Icon name="chevron" size={18} />
      </summary>
      <div className={styles.fields}>
        <Field label="Negative prompt" error={faults.negative_prompt}>
          {(control) => (
            <textarea
              {...control}
              data-testid="negative-prompt"
              rows={2}
              placeholder="What to keep out"
              value={values.negative_prompt}
              onChange={(event) => set('negative_prompt', event.target.value)}
            />
          )}
        </Field>
        <SizeFields form={form} />
        <div className={styles.pair}>
          <NumberField
            label="Guidance scale"
            testId="guidance"
            min={0}
            max={30}
            step={0.5}
            value={values.guidance_scale}
            error={faults.guidance_scale}
            onChange={(value) => set('guidance_scale', value)}
          />
          <NumberField
            label="Pictures"
            testId="num-images"
            min={1}
            max={8}
            value={values.num_images}
            error={faults.num_images}
            onChange={(value) => set('num_images', value)}
          />
        </div>
        <ChoiceField
          label="Sampler"
          testId="scheduler"
          value={values.scheduler}
          error={faults.scheduler}
          choices={(schedulers.data?.schedulers ?? []).map(({ name, label }) => [name, label])}
          onChange={(value) => set('scheduler', value)}
        />
        {((models.data?.length ?? 0) > 1 || faults.model) && (
          <ChoiceField
            label="Model"
            testId="model"
            value={values.model}
            error={faults.model}
            choices={(models.data ?? []).map(({ name }) => [name, name])}
            onChange={(value) => set('model', value)}
          />
        )}
      </div>
    </details>
  );
}
