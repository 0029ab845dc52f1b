import type { Job } from '@/api';
import { duration } from '@/ui';

/** What the job is doing, in one line. */
export function progressText(job: Job): string {
  if (job.status === 'queued') return queueText(job.queue_position);
  if (!job.step || !job.total_steps) return 'Preparing the model…';
  if (job.step >= job.total_steps) return 'Developing the picture…';
  return `Step ${job.step} of ${job.total_steps}`;
}

/** How long it will take still, where the server can tell. */
export function remainingText(job: Job): string | undefined {
  const seconds = job.eta_seconds ?? job.estimated_time_remaining;
  if (seconds === undefined) return undefined;
  return seconds < 1 ? 'almost there' : `about ${duration(Math.ceil(seconds))} left`;
}

/** The same for a live region: changes at every quarter, so that a screen reader is not flooded. */
export function announcement(job: Job): string {
  switch (job.status) {
    case 'queued':
      return queueText(job.queue_position);
    case 'running': {
      const quarter = Math.floor((job.progress ?? 0) * 4) * 25;
      return quarter === 0 ? 'Drawing has begun.' : `${quarter} percent drawn.`;
    }
    case 'completed':
      return 'The picture is finished.';
    case 'cancelled':
      return 'Drawing was cancelled.';
    case 'failed':
      return '';
  }
}

function queueText(position: number | undefined): string {
  if (position === undefined) return 'Waiting in the queue…';
  return position <= 1
    ? 'Next in the queue…'
    : `Waiting: ${position - 1} ${position === 2 ? 'picture' : 'pictures'} ahead`;
}
