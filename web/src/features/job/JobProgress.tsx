import { useMutation, useQueryClient } from '@tanstack/react-query';
import { cancelJob, type Job } from '@/api';
import { frameWidth } from '@/features/image';
import { ErrorNotice } from '@/features/server';
import { Button, ProgressBar } from '@/ui';
import { Horizon } from './Horizon';
import styles from './JobProgress.module.css';
import { progressText, remainingText } from './progressText';

interface JobProgressProps {
  job: Job;
  /** The last look failed: what is shown may be old. */
  lostContact: boolean;
}

/** The picture in the making: how far it is, how long it takes, and the way to stop it. */
export function JobProgress({ job, lostContact }: JobProgressProps) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['job', job.id] }),
  });
  const measured =
    job.status === 'running' && job.step ? (job.progress ?? job.step / (job.total_steps ?? 1)) : undefined;
  const text = progressText(job);
  const remaining = remainingText(job);
  const ratio = job.width && job.height ? job.width / job.height : 1;

  return (
    <div className={styles.progress} data-testid="progress" data-status={job.status}>
      <div
        className={styles.scene}
        style={{ aspectRatio: String(ratio), width: frameWidth(job.width, job.height) }}
      >
        <Horizon rise={measured ?? 0} ratio={ratio} />
      </div>
      <div className={styles.words}>
        <p className={styles.prompt}>{job.prompt}</p>
        <ProgressBar label="Drawing" value={measured} text={text} />
        <div className={styles.line}>
          <p className={styles.step}>
            {cancel.isSuccess ? 'Stopping…' : text}
            {!cancel.isSuccess && remaining && <span className={styles.remaining}> · {remaining}</span>}
          </p>
          <Button onClick={() => cancel.mutate()} disabled={cancel.isPending || cancel.isSuccess}>
            Cancel
          </Button>
        </div>
        {lostContact && <p className={styles.lost}>Lost contact with the server, trying again…</p>}
        {cancel.error && <ErrorNotice error={cancel.error} title="The picture could not be cancelled" />}
      </div>
    </div>
  );
}
