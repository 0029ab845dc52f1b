import { useEffect, useEffectEvent } from 'react';
import type { Image } from '@/api';
import { FramedImage, ImageActions, ImageFacts, imageText } from '@/features/image';
import { Dialog, IconButton } from '@/ui';
import styles from './ImageDialog.module.css';

interface ImageDialogProps {
  image: Image;
  onClose: () => void;
  /** Undefined at the newest picture. */
  onNewer: (() => void) | undefined;
  /** Undefined at the oldest picture loaded. */
  onOlder: (() => void) | undefined;
  onReuse: (image: Image) => void;
}

/** One picture with everything that made it; the arrow keys lead to its neighbours. */
export function ImageDialog({ image, onClose, onNewer, onOlder, onReuse }: ImageDialogProps) {
  const turn = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') onNewer?.();
    if (event.key === 'ArrowRight') onOlder?.();
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => turn(event);
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  return (
    <Dialog label={imageText(image)} onClose={onClose}>
      <div className={styles.detail}>
        <div className={styles.wall}>
          <FramedImage image={image} testId="detail-image" />
        </div>
        <div className={styles.side}>
          <div className={styles.bar}>
            <IconButton icon="previous" label="Newer picture" disabled={!onNewer} onClick={onNewer} />
            <IconButton icon="next" label="Older picture" disabled={!onOlder} onClick={onOlder} />
            <form method="dialog" className={styles.close}>
              <IconButton icon="close" label="Close" type="submit" />
            </form>
          </div>
          <h2 className={styles.prompt}>{imageText(image)}</h2>
          {image.negative_prompt && (
            <p className={styles.negative}>
              <span>Kept out: </span>
              {image.negative_prompt}
            </p>
          )}
          <ImageFacts image={image} />
          {image.created_at && <p className={styles.date}>{drawnAt(image.created_at)}</p>}
          <ImageActions image={image} onReuse={onReuse} />
        </div>
      </div>
    </Dialog>
  );
}

function drawnAt(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? time
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
