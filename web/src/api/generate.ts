import { request } from './http';
import type { GenerateRequest, Job } from './types';
import { jobSchema } from './types';

/** POST /generate. The key makes a repeated call for the same picture answer with the first call's job. */
export const generate = (body: GenerateRequest, idempotencyKey: string): Promise<Job> =>
  request('/generate', jobSchema, { method: 'POST', body, headers: { 'Idempotency-Key': idempotencyKey } });
