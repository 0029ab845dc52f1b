import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Job } from '@/api';
import { config, image, imagePage, job } from '@/test/data';
import { renderPage } from '@/test/render';
import { dead, refusal, reply, serve, type Call } from '@/test/server';
import { App } from './App';
import { newQueryClient } from './queryClient';

interface Studio {
  /** The job's states, one per look; the last one stays. */
  states?: Job[];
  generate?: (call: Call) => unknown;
}

function open({ states = [job()], generate = () => reply(201, job()) }: Studio = {}) {
  let looks = 0;
  const calls = serve({
    'GET /api/config': () => config,
    'GET /api/schedulers': () => ({ schedulers: [{ name: 'euler_a', label: 'Euler a', default: true }] }),
    'GET /api/models': () => ({ models: [{ name: 'demo', state: 'loaded', default: true }] }),
    'GET /api/jobs': () => ({ current: null, queue: [], history: [] }),
    'GET /api/images': () => imagePage(looks >= states.length ? [image()] : []),
    'GET /api/images/9': () => image(),
    'GET /api/jobs/1': () => states[Math.min(looks++, states.length - 1)],
    'DELETE /api/jobs/1': () => reply(202, { message: 'Cancelling', job: job({ status: 'running' }) }),
    'POST /api/generate': generate,
  });
  renderPage(<App />, newQueryClient());
  return { calls, posts: () => calls.filter(({ method }) => method === 'POST') };
}

const generate = () => userEvent.click(screen.getByTestId('generate'));

it('a prompt becomes a picture, with progress on the way, and hangs on the wall', async () => {
  const { posts } = open({
    states: [
      job({ status: 'running', step: 5, total_steps: 25, progress: 0.2, eta_seconds: 4 }),
      job({ status: 'completed', image_ids: [9], duration_seconds: 6.23 }),
    ],
  });
  await waitFor(() => expect(screen.getByTestId('steps')).toHaveValue(25));
  await userEvent.type(screen.getByTestId('prompt'), 'a sunset over mountains');
  await userEvent.type(screen.getByTestId('seed'), '7');
  await generate();

  expect(await screen.findByText('Step 5 of 25', { exact: false })).toHaveTextContent('about 4 s left');
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '20');
  expect(screen.getByTestId('generate')).toBeDisabled();

  expect(await screen.findByTestId('result-image', {}, { timeout: 3000 })).toHaveAttribute(
    'src',
    '/api/images/9/file',
  );
  expect(screen.getByText('6.2 s')).toBeVisible();
  expect(screen.getByRole('status')).toHaveTextContent('The picture is finished.');
  expect(await screen.findByTestId('gallery-item')).toBeVisible();
  expect(screen.getByTestId('generate')).toBeEnabled();
  expect(posts()[0]?.body).toMatchObject({
    prompt: 'a sunset over mountains',
    seed: 7,
    steps: 25,
    scheduler: 'euler_a',
  });
});

it('an example fills the prompt, Ctrl+Enter sends it, with another seed each time', async () => {
  const { posts } = open();
  await userEvent.click(screen.getByRole('button', { name: 'a pine forest at sunset' }));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByTestId('progress');
  expect(posts()[0]?.body).toMatchObject({ prompt: 'a pine forest at sunset' });
  expect(posts()[0]?.body).not.toHaveProperty('seed');
});

it('the dice throws a seed to keep, and takes it back', async () => {
  open();
  const dice = screen.getByRole('button', { name: 'Random seed for every picture' });
  expect(dice).toHaveAttribute('aria-pressed', 'true');
  await userEvent.click(dice);
  expect(screen.getByTestId<HTMLInputElement>('seed').value).toMatch(/^\d+$/);
  await userEvent.click(dice);
  expect(screen.getByTestId('seed')).toHaveValue('');
});

it('an empty prompt is not sent: the field says so and has the focus', async () => {
  const { posts } = open();
  await generate();
  expect(screen.getByText('Prompt is required')).toBeVisible();
  expect(screen.getByTestId('prompt')).toHaveFocus();
  expect(screen.getByTestId('prompt')).toBeInvalid();
  await userEvent.type(screen.getByTestId('prompt'), 'x');
  expect(screen.queryByText('Prompt is required')).toBeNull();
  expect(posts()).toHaveLength(0);
});

it('a field the server refuses shows its message, even inside Advanced', async () => {
  const message = "Unknown scheduler 'euler_a'. Known: ddim";
  open({ generate: () => refusal(400, 'VALIDATION_ERROR', message, { scheduler: message }) });
  await userEvent.type(screen.getByTestId('prompt'), 'x');
  await generate();
  expect(await screen.findByText(message)).toBeInTheDocument();
  expect(screen.getByTestId('scheduler').closest('details')).toHaveAttribute('open');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('a full queue tells how long to wait before another try', async () => {
  open({ generate: () => refusal(503, 'QUEUE_FULL', 'The queue is full', {}, { 'Retry-After': '2' }) });
  await userEvent.type(screen.getByTestId('prompt'), 'x');
  await generate();
  expect(await screen.findByRole('alert')).toHaveTextContent('The queue is full');
  expect(screen.getByRole('button', { name: 'Try again in 2 s' })).toBeDisabled();
  expect(await screen.findByRole('button', { name: 'Try again' }, { timeout: 4000 })).toBeEnabled();
});

it('a lost request sent again carries the same key, so that nothing is drawn twice', async () => {
  let tries = 0;
  const { posts } = open({ generate: () => (tries++ === 0 ? dead() : reply(201, job())) });
  await userEvent.type(screen.getByTestId('prompt'), 'x');
  await generate();
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  await screen.findByTestId('progress');
  const keys = posts().map(({ headers }) => headers.get('Idempotency-Key'));
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

it('a failed job says why and can be tried again with its own settings', async () => {
  const { posts } = open({
    states: [job({ status: 'failed', error: 'The disk is full.', seed: 3 })],
    generate: () => reply(201, job()),
  });
  await userEvent.type(screen.getByTestId('prompt'), 'x');
  await generate();
  expect(await screen.findByText('The disk is full.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(posts()).toHaveLength(2));
  expect(posts()[1]?.body).toMatchObject({ prompt: 'a sunset over mountains', seed: 3 });
});

it('a running job is taken up again after a reload and can be cancelled', async () => {
  localStorage.setItem('imagineer.job', '1');
  const { calls } = open({ states: [job({ status: 'running', step: 1, total_steps: 25, progress: 0.04 })] });
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('Stopping…')).toBeVisible();
  expect(calls.some(({ method, path }) => method === 'DELETE' && path === '/api/jobs/1')).toBe(true);
});

it('a forgotten job leaves no trace', async () => {
  localStorage.setItem('imagineer.job', '4');
  open();
  await waitFor(() => expect(localStorage.getItem('imagineer.job')).toBeNull());
  expect(screen.getByText(/Describe a scene/)).toBeVisible();
});

it('the settings of a picture come back into the form', async () => {
  localStorage.setItem('imagineer.job', '1');
  open({ states: [job({ status: 'completed', image_ids: [9] })] });
  fireEvent.click(await screen.findByRole('button', { name: /Use these settings/ }));
  expect(screen.getByTestId('prompt')).toHaveValue('a sunset over mountains');
  expect(screen.getByTestId('prompt')).toHaveFocus();
  expect(screen.getByTestId('seed')).toHaveValue('7');
});

it('a server that is down is told once, and found again on demand', async () => {
  serve({ 'GET /api/config': dead, 'GET /api/images': dead, 'GET /api/models': dead, 'GET /api/jobs': dead });
  renderPage(<App />, newQueryClient());
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached');
  serve({ 'GET /api/config': () => config, 'GET /api/images': () => imagePage([image()]) });
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByTestId('gallery-item')).toBeVisible();
  expect(screen.queryByRole('alert')).toBeNull();
});
