import { request } from './http';
import type { Image } from './types';
import { imageSchema } from './types';

/** GET /images/{id}. */
export const getImage = (id: number, signal?: AbortSignal): Promise<Image> =>
  request(`/images/${id}`, imageSchema, { signal });
