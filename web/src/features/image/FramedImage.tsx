import { fileUrl, type Image } from '@/api';
import { classes } from '@/ui';
import styles from './FramedImage.module.css';
import { frameWidth } from './frameWidth';
import { imageFile, imageText } from './imageFile';

interface FramedImageProps {
  image: Image;
  /** Fades in like a print in its bath: for a picture just drawn. */
  fresh?: boolean;
  testId?: string;
}

/** A picture on its mat, as large as its place allows but at most five times its pixels. */
export function FramedImage({ image, fresh = false, testId }: FramedImageProps) {
  const { width = 512, height = 512 } = image;
  return (
    <div className={styles.frame} style={{ width: frameWidth(width, height) }}>
      <img
        key={image.id}
        className={classes(styles.image, fresh && styles.fresh)}
        src={fileUrl(imageFile(image))}
        alt={imageText(image)}
        width={width}
        height={height}
        data-testid={testId}
      />
    </div>
  );
}
