import { request } from './http';
import type { ImagePage } from './types';
import { imagePageSchema } from './types';

/** GET /images: one page (from 1) of everything the caller may see, newest first. */
export const getImages = (page: number, perPage: number, signal?: AbortSignal): Promise<ImagePage> =>
  request(`/images?visibility=all&page=${page}&per_page=${perPage}`, imagePageSchema, { signal });
