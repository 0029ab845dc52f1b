import { request } from './http';
import type { Config } from './types';
import { configSchema } from './types';

/** GET /config: the settings in force for the default model. */
export const getConfig = (signal?: AbortSignal): Promise<Config> =>
  request('/config', configSchema, { signal });
