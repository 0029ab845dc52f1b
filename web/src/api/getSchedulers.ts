import { request } from './http';
import type { SchedulerList } from './types';
import { schedulersSchema } from './types';

/** GET /schedulers. */
export const getSchedulers = (signal?: AbortSignal): Promise<SchedulerList> =>
  request('/schedulers', schedulersSchema, { signal });
