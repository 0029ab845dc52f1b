import { request } from './http';
import type { Job } from './types';
import { cancelSchema } from './types';

/** DELETE /jobs/{id}. A running job stops within one step: its own status tells when. */
export const cancelJob = async (id: number): Promise<Job> =>
  (await request(`/jobs/${id}`, cancelSchema, { method: 'DELETE' })).job;
