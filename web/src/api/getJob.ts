import { request } from './http';
import type { Job } from './types';
import { jobSchema } from './types';

/** GET /jobs/{id}. */
export const getJob = (id: number, signal?: AbortSignal): Promise<Job> =>
  request(`/jobs/${id}`, jobSchema, { signal });
