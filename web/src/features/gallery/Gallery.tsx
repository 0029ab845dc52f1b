import { useState } from 'react';
import { UnreachableError, type Image } from '@/api';
import { ErrorNotice } from '@/features/server';
import { Button, Skeleton } from '@/ui';
import styles from './Gallery.module.css';
import { GalleryItem } from './GalleryItem';
import { ImageDialog } from './ImageDialog';
import { useImages } from './useImages';

const skeletons = Array.from({ length: 8 }, (_, index) => index);

/** The latest pictures; a press on one shows it large with what made it. */
export function Gallery({ onReuse }: { onReuse: (image: Image) => void }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useImages();
  const [shown, show] = useState<number>();
  const images = data?.images ?? [];
  const at = images.findIndex((image) => image.id === shown);
  const image = images[at];
  const waiting = isPending || (error instanceof UnreachableError && images.length === 0);

  return (
    <section className={styles.gallery} aria-labelledby="gallery-title" aria-busy={isPending}>
      <div className={styles.head}>
        <h2 id="gallery-title">Latest pictures</h2>
        {data && data.total > 0 && (
          <p className={styles.count}>{data.total === 1 ? '1 picture' : `${data.total} pictures`}</p>
        )}
      </div>

      {error && !(error instanceof UnreachableError) && (
        <ErrorNotice error={error} title="The pictures could not be listed" onRetry={() => void refetch()} />
      )}
      {data && images.length === 0 && (
        <p className={styles.empty}>The wall is still bare. Your first picture will hang here.</p>
      )}

      <ul className={styles.grid}>
        {waiting
          ? skeletons.map((index) => (
              <li key={index}>
                <Skeleton className={styles.tile} />
              </li>
            ))
          : images.map((entry) => (
              <li key={entry.id}>
                <GalleryItem image={entry} onOpen={() => show(entry.id)} />
              </li>
            ))}
      </ul>

      {hasNextPage && (
        <Button className={styles.more} onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {isFetchingNextPage ? 'Loading…' : 'Show more'}
        </Button>
      )}

      {image && (
        <ImageDialog
          image={image}
          onClose={() => show(undefined)}
          onNewer={at > 0 ? () => show(images[at - 1]?.id) : undefined}
          onOlder={at < images.length - 1 ? () => show(images[at + 1]?.id) : undefined}
          onReuse={(reused) => {
            show(undefined);
            onReuse(reused);
          }}
        />
      )}
    </section>
  );
}
