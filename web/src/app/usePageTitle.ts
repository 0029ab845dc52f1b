import { useEffect } from 'react';
import type { Job } from '@/api';
import { isActive } from '@/features/job';

/** Shows how far the picture is in the browser's tab, for those who look elsewhere meanwhile. */
export function usePageTitle(job: Job | undefined): void {
  const percent = job && isActive(job) ? `${Math.round((job.progress ?? 0) * 100)} % · ` : '';
  useEffect(() => {
    document.title = `${percent}Imagineer`;
  }, [percent]);
}
