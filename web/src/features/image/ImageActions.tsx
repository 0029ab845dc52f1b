import { fileUrl, type Image } from '@/api';
import { Button, Icon, LinkButton } from '@/ui';
import styles from './ImageActions.module.css';
import { imageFile } from './imageFile';

interface ImageActionsProps {
  image: Image;
  onReuse: (image: Image) => void;
}

/** What one can do with a picture. */
export function ImageActions({ image, onReuse }: ImageActionsProps) {
  const address = fileUrl(imageFile(image));
  return (
    <div className={styles.actions}>
      <Button onClick={() => onReuse(image)}>
        <Icon name="reuse" size={18} /> Use these settings
      </Button>
      <LinkButton href={address} download={image.filename}>
        <Icon name="download" size={18} /> Download
      </LinkButton>
      <LinkButton look="bare" href={address} target="_blank" rel="noreferrer">
        <Icon name="open" size={18} /> Open<span className="visually-hidden"> in a new tab</span>
      </LinkButton>
    </div>
  );
}
