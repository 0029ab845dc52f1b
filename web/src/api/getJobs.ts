import { request } from './http';
import type { Jobs } from './types';
import { jobsSchema } from './types';

/** GET /jobs: the running job, the queue, and the newest finished ones, as far as the caller may see them. */
export const getJobs = (signal?: AbortSignal): Promise<Jobs> =>
  request('/jobs?limit=1', jobsSchema, { signal });
