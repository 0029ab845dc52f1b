import { renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { job } from '@/test/data';
import { withServerState } from '@/test/render';
import { dead, refusal, serve } from '@/test/server';
import { isGone, useFollowedJob, useJob } from '.';

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

// Read while rendering: TanStack Query renders again only for what was read.
const useLook = (id: number | null) => {
  const { data, error } = useJob(id);
  return { data, error };
};
const follow = (id: number | null) => renderHook(() => useLook(id), { wrapper: withServerState() }).result;

it('a job is looked at until it is finished, and no longer', async () => {
  const states = [job(), job({ status: 'running', step: 1 }), job({ status: 'completed', image_ids: [9] })];
  const calls = serve({ 'GET /api/jobs/1': () => states[Math.min(calls.length - 1, 2)] });
  const result = follow(1);
  await waitFor(() => expect(result.current.data?.status).toBe('queued'));
  await vi.advanceTimersByTimeAsync(750);
  await waitFor(() => expect(result.current.data?.status).toBe('running'));
  await vi.advanceTimersByTimeAsync(750);
  await waitFor(() => expect(result.current.data?.status).toBe('completed'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toHaveLength(3);
});

it('a lost server is asked again, and the last known state stays', async () => {
  const answers = [() => job({ status: 'running', step: 4 }), dead, () => job({ status: 'completed' })];
  const calls = serve({ 'GET /api/jobs/1': () => answers[Math.min(calls.length - 1, 2)]?.() });
  const result = follow(1);
  await waitFor(() => expect(result.current.data?.step).toBe(4));
  await vi.advanceTimersByTimeAsync(750);
  await waitFor(() => expect(result.current.error).not.toBeNull());
  expect(result.current.data?.step).toBe(4);
  await vi.advanceTimersByTimeAsync(2600);
  await waitFor(() => expect(result.current.data?.status).toBe('completed'));
});

it('a job that the server does not know is given up', async () => {
  const calls = serve({ 'GET /api/jobs/1': () => refusal(404, 'JOB_NOT_FOUND', 'Job not found') });
  const result = follow(1);
  await waitFor(() => expect(isGone(result.current.error)).toBe(true));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toHaveLength(1);
});

it('the followed job outlives a reload', () => {
  serve({});
  const before = renderHook(() => useFollowedJob(), { wrapper: withServerState() });
  before.result.current[1](12);
  before.unmount();
  const after = renderHook(() => useFollowedJob(), { wrapper: withServerState() });
  expect(after.result.current[0]).toBe(12);
});

it('a page that remembers no job takes up the one being drawn', async () => {
  serve({ 'GET /api/jobs': () => ({ current: job({ id: 5, status: 'running' }), queue: [], history: [] }) });
  const { result } = renderHook(() => useFollowedJob(), { wrapper: withServerState() });
  await waitFor(() => expect(result.current[0]).toBe(5));
});
