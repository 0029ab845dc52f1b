import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ApiError, getJob, type Job } from '@/api';

const POLL_MS = 700;
const LOST_CONTACT_MS = 2500;

/** Whether the job still waits or draws. */
export const isActive = (job: Job): boolean => job.status === 'queued' || job.status === 'running';

/**
 * The job as the server knows it, followed until it is finished. A failed look keeps the last known state in
 * `data` and is repeated more slowly; only "no such job" ends it.
 */
export function useJob(id: number | null): UseQueryResult<Job> {
  return useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => getJob(id as number, signal),
    enabled: id !== null,
    retry: false,
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) => {
      if (state.error) return isGone(state.error) ? false : LOST_CONTACT_MS;
      return state.data && !isActive(state.data) ? false : POLL_MS;
    },
  });
}

/** Whether the server knows the job no more, or never showed it to this caller. */
export const isGone = (error: Error | null): boolean =>
  error instanceof ApiError && [401, 403, 404].includes(error.status);
