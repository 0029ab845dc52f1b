import type { Image } from '@/api';

/** Address of the full picture relative to the API. */
export const imageFile = (image: Image): string => image.download_url ?? `/images/${image.id}/file`;

/** Address of the small picture relative to the API. */
export const imageThumbnail = (image: Image): string =>
  image.thumbnail_url ?? `/images/${image.id}/thumbnail`;

/** What a picture shows, for those who do not see it. */
export const imageText = (image: Image): string => image.prompt ?? `Picture ${image.id}`;
