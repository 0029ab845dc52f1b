import type { Image } from '@/api';
import { useSchedulers } from '@/features/server';
import { duration } from '@/ui';
import styles from './ImageFacts.module.css';

/** The parameters that make the picture again. */
export function ImageFacts({ image, seconds }: { image: Image; seconds?: number | undefined }) {
  const schedulers = useSchedulers().data?.schedulers;
  const sampler = schedulers?.find(({ name }) => name === image.scheduler)?.label ?? image.scheduler;
  const facts: [string, string | number | undefined][] = [
    ['Seed', image.seed],
    ['Steps', image.steps],
    ['Guidance', image.guidance_scale],
    ['Size', image.width && image.height ? `${image.width} × ${image.height}` : undefined],
    ['Sampler', sampler],
    ['Model', image.model],
    ['Drawn in', seconds === undefined ? undefined : duration(seconds)],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
