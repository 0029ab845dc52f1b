import { request } from './http';
import type { Model } from './types';
import { modelsSchema } from './types';

/** GET /models. */
export const getModels = async (signal?: AbortSignal): Promise<Model[]> =>
  (await request('/models', modelsSchema, { signal })).models;
