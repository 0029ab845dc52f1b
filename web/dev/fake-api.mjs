/*
 * A stand-in for the server while one works on the page: the routes the page calls, with the forms of the REST
 * contract, everything in memory, pictures painted instead of drawn. Prompts that begin with "fail", "busy" or
 * "refuse" show the page's error states. Usage: node dev/fake-api.mjs [port] [pictures at the start]
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { poster } from './poster.mjs';

const port = Number(process.argv[2] ?? 10050);
const STEP_MS = Number(process.env.FAKE_STEP_MS ?? 220);
const defaults = {
  steps: 25,
  guidance_scale: 5,
  width: 128,
  height: 128,
  negative_prompt: '',
  scheduler: 'euler_a',
};
const samplers = {
  dpmpp_2m: 'DPM++ 2M',
  dpmpp_2m_karras: 'DPM++ 2M Karras',
  euler: 'Euler',
  euler_a: 'Euler a',
  ddim: 'DDIM',
  pndm: 'PNDM',
};
const prompts = [
  'a sunset over mountains',
  'a full moon over the sea at night',
  'snowy mountains under a cloudy sky',
  'a pine forest at sunset',
  'a boat with a white sail on the ocean under a blue sky',
];

const jobs = [];
const images = [];

class Refusal extends Error {
  constructor(status, code, message, details = {}, headers = {}) {
    super(message);
    Object.assign(this, { status, code, details, headers });
  }
}

function record(job, seed) {
  const { prompt, negative_prompt, steps, guidance_scale, width, height, scheduler } = job;
  const id = images.length + 1;
  images.push({
    id,
    filename: `${id}-${seed}.png`,
    download_url: `/images/${id}/file`,
    thumbnail_url: `/images/${id}/thumbnail`,
    ...{ prompt, negative_prompt, seed, steps, guidance_scale, width, height, scheduler },
    model: 'demo',
    lora_config: null,
    job_id: job.id,
    is_public: true,
    created_at: new Date().toISOString(),
  });
  return id;
}

function submit(body) {
  const prompt = String(body.prompt ?? '').trim();
  if (prompt === '')
    throw new Refusal(400, 'VALIDATION_ERROR', 'Prompt is required', { prompt: 'Prompt is required' });
  if (prompt.startsWith('busy')) {
    throw new Refusal(
      429,
      'RATE_LIMITED',
      'Too many requests',
      { limit: 10, window_seconds: 60 },
      { 'Retry-After': '12' },
    );
  }
  if (prompt.startsWith('refuse')) {
    const message = "Unknown scheduler 'x'. Known: ddim, euler";
    throw new Refusal(400, 'VALIDATION_ERROR', message, { scheduler: message });
  }
  const seed = body.seed ?? Math.floor(Math.random() * 2 ** 31);
  const job = {
    ...{ ...defaults, num_images: 1, ...body, prompt, seed },
    id: jobs.length + 1,
    status: 'queued',
    submitted_at: new Date().toISOString(),
    progress: 0,
    attempts: 0,
  };
  jobs.push(job);
  return job;
}

function work() {
  const job =
    jobs.find(({ status }) => status === 'running') ?? jobs.find(({ status }) => status === 'queued');
  if (!job) return;
  if (job.status === 'queued') {
    Object.assign(job, {
      status: 'running',
      attempts: 1,
      step: 0,
      total_steps: job.steps * job.num_images,
      image_ids: [],
    });
    job.started_at = new Date().toISOString();
    return;
  }
  if (job.cancelling) Object.assign(job, { status: 'cancelled', cancelled_at: new Date().toISOString() });
  else if (job.prompt.startsWith('fail') && job.step === 5) {
    Object.assign(job, {
      status: 'failed',
      error: "The model 'demo' cannot be read: unet/weights ends after 1048576 of 9437184 bytes.",
    });
  } else if (job.step === job.total_steps) finish(job);
  else {
    job.step++;
    job.progress = job.step / job.total_steps;
    job.eta_seconds = ((job.total_steps - job.step) * STEP_MS) / 1000;
  }
}

function finish(job) {
  for (let k = 0; k < job.num_images; k++) job.image_ids.push(record(job, (job.seed + k) % 2 ** 31));
  const completed = new Date();
  const duration_seconds = (completed - new Date(job.started_at)) / 1000;
  Object.assign(job, {
    status: 'completed',
    progress: 1,
    completed_at: completed.toISOString(),
    duration_seconds,
  });
  delete job.eta_seconds;
}

function view(job) {
  const shown = { ...job };
  delete shown.cancelling;
  const waiting = jobs.filter(({ status }) => status === 'queued');
  if (job.status === 'running') shown.queue_position = 0;
  if (job.status === 'queued') shown.queue_position = waiting.indexOf(job) + 1;
  if ('queue_position' in shown) shown.estimated_time_remaining = job.eta_seconds ?? null;
  return shown;
}

function found(list, id, code, message) {
  const entry = list.find((candidate) => candidate.id === Number(id));
  if (!entry) throw new Refusal(404, code, message);
  return entry;
}

const routes = [
  [
    'GET',
    /^\/api\/config$/,
    () => ({
      generation: { ...defaults, batch_size: 1, num_images: 1 },
      model: { default: 'demo' },
      limits: {},
    }),
  ],
  [
    'GET',
    /^\/api\/models$/,
    () => ({
      models: [
        { name: 'demo', type: 'sd15', state: 'loaded', loaded: true, default: true, size_bytes: 12e6 },
      ],
    }),
  ],
  [
    'GET',
    /^\/api\/schedulers$/,
    () => ({
      schedulers: Object.entries(samplers).map(([name, label]) => ({
        name,
        label,
        default: name === defaults.scheduler,
      })),
      default: defaults.scheduler,
    }),
  ],
  ['POST', /^\/api\/generate$/, (_match, _query, body) => [201, view(submit(body))]],
  [
    'GET',
    /^\/api\/jobs$/,
    () => {
      const of = (...states) => jobs.filter(({ status }) => states.includes(status)).map(view);
      const queue = of('queued');
      const current = of('running')[0] ?? null;
      return {
        current,
        queue,
        history: of('completed', 'failed', 'cancelled').reverse(),
        queue_length: queue.length,
        running: current !== null,
      };
    },
  ],
  ['GET', /^\/api\/jobs\/(\d+)$/, ([, id]) => view(found(jobs, id, 'JOB_NOT_FOUND', 'Job not found'))],
  [
    'DELETE',
    /^\/api\/jobs\/(\d+)$/,
    ([, id]) => {
      const job = found(jobs, id, 'JOB_NOT_FOUND', 'Job not found');
      if (job.status === 'queued') job.status = 'cancelled';
      else if (job.status === 'running') job.cancelling = true;
      else throw new Refusal(410, 'JOB_FINISHED', 'Job is already finished');
      return [job.cancelling ? 202 : 200, { message: 'Job is being cancelled', job: view(job) }];
    },
  ],
  [
    'GET',
    /^\/api\/images$/,
    (_match, query) => {
      const [page, per_page] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
      const newest = images.toReversed();
      const pages = Math.ceil(images.length / per_page);
      return {
        images: newest.slice((page - 1) * per_page, page * per_page),
        total: images.length,
        page,
        per_page,
        pages,
      };
    },
  ],
  ['GET', /^\/api\/images\/(\d+)$/, ([, id]) => found(images, id, 'IMAGE_NOT_FOUND', 'Image not found')],
  [
    'GET',
    /^\/api\/images\/(\d+)\/(?:file|thumbnail)$/,
    ([, id]) => {
      const { seed, width, height } = found(images, id, 'IMAGE_NOT_FOUND', 'Image not found');
      return poster(seed, width, height);
    },
  ],
];

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  try {
    const chunks = [];
    for await (const part of request) chunks.push(part);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : {};
    for (const [method, path, handle] of routes) {
      const match = request.method === method && path.exec(pathname);
      if (!match) continue;
      const result = handle(match, searchParams, body);
      if (Buffer.isBuffer(result))
        return void response.writeHead(200, { 'Content-Type': 'image/png' }).end(result);
      const [status, value] = Array.isArray(result) ? result : [200, result];
      return send(response, status, value);
    }
    throw new Refusal(404, 'NOT_FOUND', 'Not found', { path: pathname });
  } catch (error) {
    const { status = 500, code = 'INTERNAL_ERROR', details = {}, headers = {} } = error;
    const message = status === 500 ? 'Internal server error' : error.message;
    const trace = { trace_id: randomUUID(), timestamp: new Date().toISOString() };
    send(response, status, { error: message, error_code: code, ...trace, details }, headers);
  }
}

function send(response, status, value, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}

for (let i = 0; i < Number(process.argv[3] ?? 40); i++) {
  record({ ...defaults, id: 0, prompt: prompts[i % prompts.length] }, 1000 + i * 7919);
}
setInterval(work, STEP_MS);
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1', () => {
  console.log(`fake API on http://127.0.0.1:${port}`);
});
