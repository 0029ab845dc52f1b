import { useState } from 'react';
import { fileUrl, type Image } from '@/api';
import { imageText, imageThumbnail } from '@/features/image';
import styles from './GalleryItem.module.css';

interface GalleryItemProps {
  image: Image;
  onOpen: () => void;
}

export function GalleryItem({ image, onOpen }: GalleryItemProps) {
  const [missing, setMissing] = useState(false);
  const text = imageText(image);
  return (
    <button type="button" className={styles.item} data-testid="gallery-item" onClick={onOpen}>
      {missing ? (
        <span className={styles.missing}>{text}</span>
      ) : (
        <img
          className={styles.image}
          src={fileUrl(imageThumbnail(image))}
          alt={text}
          loading="lazy"
          decoding="async"
          onError={() => setMissing(true)}
        />
      )}
      {!missing && (
        <span className={styles.caption} aria-hidden="true">
          {text}
        </span>
      )}
    </button>
  );
}
