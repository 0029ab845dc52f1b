import { useConfig } from '@/features/server';
import { IconButton } from '@/ui';
import { NumberField } from './NumberField';
import { shapes, sizeOf } from './shapes';
import styles from './SizeFields.module.css';
import type { GenerateForm } from './useGenerateForm';

/** Width and height, as numbers and as three shapes of the default area. */
export function SizeFields({ form }: { form: GenerateForm }) {
  const { values, faults, set } = form;
  const generation = useConfig().data?.generation;
  const choose = (width: string, height: string) => {
    set('width', width);
    set('height', height);
  };

  return (
    <div className={styles.size}>
      {generation && (
        <div className={styles.shapes} role="group" aria-label="Shape">
          {shapes.map(({ name, ratio }) => {
            const size = sizeOf(ratio, generation.width, generation.height);
            const [width, height] = [String(size.width), String(size.height)];
            return (
              <button
                key={name}
                type="button"
                className={styles.shape}
                aria-pressed={values.width === width && values.height === height}
                onClick={() => choose(width, height)}
              >
                <span className={styles.outline} style={{ aspectRatio: String(ratio) }} aria-hidden="true" />
                {name}
              </button>
            );
          })}
        </div>
      )}
      <div className={styles.numbers}>
        <NumberField
          label="Width"
          testId="width"
          min={64}
          max={2048}
          step={8}
          value={values.width}
          error={faults.width}
          onChange={(value) => set('width', value)}
        />
        <IconButton
          className={styles.swap}
          icon="swap"
          label="Swap width and height"
          onClick={() => choose(values.height, values.width)}
        />
        <NumberField
          label="Height"
          testId="height"
          min={64}
          max={2048}
          step={8}
          value={values.height}
          error={faults.height}
          onChange={(value) => set('height', value)}
        />
      </div>
    </div>
  );
}
