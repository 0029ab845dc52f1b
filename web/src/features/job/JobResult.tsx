import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { fileUrl, getImage, type Image, type Job } from '@/api';
import { FramedImage, ImageActions, ImageFacts, imageText, imageThumbnail } from '@/features/image';
import { ErrorNotice } from '@/features/server';
import { classes, Skeleton } from '@/ui';
import styles from './JobResult.module.css';

interface JobResultProps {
  job: Job;
  onReuse: (image: Image) => void;
}

/** The pictures of a finished job: one large, the others beside it to choose from. */
export function JobResult({ job, onReuse }: JobResultProps) {
  const ids = job.image_ids ?? [];
  const queries = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['image', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => getImage(id, signal),
      staleTime: Infinity,
    })),
  });
  const [chosenId, choose] = useState<number>();
  const images = queries.flatMap((query) => (query.data ? [query.data] : []));
  const image = images.find((entry) => entry.id === chosenId) ?? images[0];
  const failed = queries.find((query) => query.error);

  if (!image && failed?.error) {
    return (
      <ErrorNotice
        error={failed.error}
        title="The picture could not be shown"
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!image) return <Skeleton className={styles.skeleton} />;

  return (
    <div className={styles.result}>
      <FramedImage image={image} fresh testId="result-image" />
      {images.length > 1 && (
        <div className={styles.strip} role="group" aria-label="Pictures of this drawing">
          {images.map((entry, index) => (
            <button
              key={entry.id}
              type="button"
              className={classes(styles.choice, entry === image && styles.chosen)}
              aria-label={`Number ${index + 1}`}
              aria-pressed={entry === image}
              onClick={() => choose(entry.id)}
            >
              <img src={fileUrl(imageThumbnail(entry))} alt="" />
            </button>
          ))}
        </div>
      )}
      <div className={styles.caption}>
        <p className={styles.prompt}>{imageText(image)}</p>
        <ImageFacts image={image} seconds={job.duration_seconds} />
        <ImageActions image={image} onReuse={onReuse} />
      </div>
    </div>
  );
}
