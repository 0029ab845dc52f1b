import { describe, expect, it } from 'vitest';
import { dead, refusal, reply, serve } from '@/test/server';
import { config, image, imagePage, job } from '@/test/data';
import { ApiError, ContractError, UnreachableError, generate, getConfig, getImages, getJob } from '.';

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error,
  );

describe('an answer', () => {
  it('of the contract is given as it is, without fields the page does not know', async () => {
    serve({ 'GET /api/jobs/1': () => ({ ...job({ step: 3 }), batch_id: 'b', attempts: 1 }) });
    const answer = await getJob(1);
    expect(answer).toMatchObject({ id: 1, status: 'queued', step: 3 });
    expect(answer).not.toHaveProperty('batch_id');
  });

  it('may hold null where a value is not set', async () => {
    serve({ 'GET /api/jobs/1': () => ({ ...job(), error: null, queue_position: null, image_ids: null }) });
    const answer = await getJob(1);
    expect([answer.error, answer.queue_position, answer.image_ids]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('without a required field is refused by the name of the field', async () => {
    serve({ 'GET /api/images': () => imagePage([{ ...image(), filename: undefined as unknown as string }]) });
    const error = await failureOf(getImages(1, 24));
    expect(error).toBeInstanceOf(ContractError);
    expect((error as ContractError).message).toContain('images.0.filename');
  });

  it('with an unknown job status is refused', async () => {
    serve({ 'GET /api/jobs/1': () => ({ ...job(), status: 'dreaming' }) });
    expect(await failureOf(getJob(1))).toBeInstanceOf(ContractError);
  });

  it('may give settings as strings, as older servers do', async () => {
    serve({
      'GET /api/config': () => ({ ...config, generation: { ...config.generation, num_images: '2' } }),
    });
    expect((await getConfig()).generation.num_images).toBe(2);
  });
});

describe('a failure', () => {
  it('carries the messages of the fields', async () => {
    serve({
      'POST /api/generate': () =>
        refusal(400, 'VALIDATION_ERROR', 'Invalid steps value', { steps: 'Invalid steps value', limit: 3 }),
    });
    const error = await failureOf(generate({ prompt: 'x' }, 'k'));
    expect(error).toMatchObject({
      status: 400,
      message: 'Invalid steps value',
      fields: { steps: 'Invalid steps value' },
    });
  });

  it('tells how long to wait, and takes details of other failures for no field', async () => {
    serve({
      'POST /api/generate': () =>
        refusal(
          429,
          'RATE_LIMITED',
          'Too many requests',
          { limit: 10, prompt: 'x' },
          { 'Retry-After': '12' },
        ),
    });
    const error = await failureOf(generate({ prompt: 'x' }, 'k'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ retryAfter: 12, fields: {}, traceId: 't-1' });
  });

  it('is "unreachable" when no answer comes, and when a gateway answers in place of the server', async () => {
    serve({ 'GET /api/config': dead });
    expect(await failureOf(getConfig())).toBeInstanceOf(UnreachableError);
    serve({ 'GET /api/config': () => reply(502, '<h1>Bad gateway</h1>') });
    expect(await failureOf(getConfig())).toBeInstanceOf(UnreachableError);
  });

  it('of a server that answers a page instead of JSON breaks the contract', async () => {
    serve({ 'GET /api/config': () => reply(200, '<html></html>') });
    expect(await failureOf(getConfig())).toBeInstanceOf(ContractError);
  });
});
