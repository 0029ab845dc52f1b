import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Image, Job } from '@/api';
import { Gallery, imagesKey } from '@/features/gallery';
import { GenerateForm, settingsOf, useGenerateForm } from '@/features/generate';
import { isActive, isGone, useFollowedJob, useJob } from '@/features/job';
import { ConnectionBanner, useConfig } from '@/features/server';
import styles from './App.module.css';
import { Footer } from './Footer';
import { Header } from './Header';
import { Stage } from './Stage';
import { usePageTitle } from './usePageTitle';

/** The studio: words at the left, the picture at the right, the latest pictures below. */
export function App() {
  const client = useQueryClient();
  const config = useConfig();
  const [jobId, follow] = useFollowedJob();
  const job = useJob(jobId);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const stage = useRef<HTMLElement>(null);

  const begin = (started: Job) => {
    client.setQueryData(['job', started.id], started);
    follow(started.id);
    stage.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };
  const form = useGenerateForm(config.data, begin);
  const reuse = (image: Image) => {
    form.load(settingsOf(image));
    prompt.current?.focus();
    prompt.current?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  };

  const gone = isGone(job.error);
  useEffect(() => {
    if (gone) follow(null);
  }, [gone, follow]);

  const status = job.data?.status;
  useEffect(() => {
    if (status === 'completed') void client.invalidateQueries({ queryKey: imagesKey });
  }, [client, jobId, status]);

  usePageTitle(job.data);

  return (
    <div className={styles.page}>
      <Header />
      <main className={styles.main}>
        <ConnectionBanner />
        <div className={styles.studio}>
          <div className={styles.words}>
            <h1 className={styles.title}>Say what you want to see.</h1>
            <GenerateForm
              form={form}
              isBusy={job.data !== undefined && isActive(job.data)}
              promptRef={prompt}
            />
          </div>
          <Stage
            ref={stage}
            job={job.data}
            lostContact={job.error !== null && !gone}
            onRetry={(failed) => form.submit(settingsOf(failed))}
            onReuse={reuse}
          />
        </div>
        <Gallery onReuse={reuse} />
      </main>
      <Footer />
    </div>
  );
}
