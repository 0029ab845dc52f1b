import type { Ref } from 'react';
import type { Image, Job } from '@/api';
import { announcement, Horizon, isActive, JobProgress, JobResult } from '@/features/job';
import { Button, Notice } from '@/ui';
import styles from './Stage.module.css';

interface StageProps {
  ref: Ref<HTMLElement>;
  job: Job | undefined;
  lostContact: boolean;
  /** Draws the unfinished job once more. */
  onRetry: (job: Job) => void;
  onReuse: (image: Image) => void;
}

/** The wall on which the picture comes into being. */
export function Stage({ ref, job, lostContact, onRetry, onReuse }: StageProps) {
  return (
    <section ref={ref} className={styles.stage} aria-label="Picture">
      <p className="visually-hidden" role="status">
        {job && announcement(job)}
      </p>
      <StageContent job={job} lostContact={lostContact} onRetry={onRetry} onReuse={onReuse} />
    </section>
  );
}

function StageContent({ job, lostContact, onRetry, onReuse }: Omit<StageProps, 'ref'>) {
  if (!job) {
    return (
      <div className={styles.empty}>
        <div className={styles.scene}>
          <Horizon rise={0.5} ratio={16 / 10} />
        </div>
        <p>Describe a scene or pick an example. The picture appears here, step by step.</p>
      </div>
    );
  }
  if (isActive(job)) return <JobProgress job={job} lostContact={lostContact} />;
  if (job.status === 'failed') {
    return (
      <Notice
        title="The picture could not be drawn"
        text={job.error ?? 'The server gave no reason.'}
        actions={<Button onClick={() => onRetry(job)}>Try again</Button>}
      />
    );
  }
  if (job.image_ids?.length) return <JobResult key={job.id} job={job} onReuse={onReuse} />;
  return (
    <div className={styles.empty}>
      <p>
        {job.status === 'cancelled'
          ? 'Cancelled before the picture was finished.'
          : 'Finished without a picture.'}
      </p>
      <Button onClick={() => onRetry(job)}>Draw it after all</Button>
    </div>
  );
}
