import * as v from 'valibot';

/*
 * The server's objects as the REST contract describes them. Unknown fields are dropped; a missing or
 * mistyped required field is a ContractError at the border instead of an `undefined` deep in a component.
 */

/** Optional and nullable fields both arrive as `undefined`, so that components know one kind of absence. */
const absent = <T extends v.GenericSchema>(schema: T) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Older servers send these settings as strings. */
const numberLike = v.union([v.number(), v.pipe(v.string(), v.decimal(), v.transform(Number))]);

export const jobStatus = v.picklist(['queued', 'running', 'completed', 'failed', 'cancelled']);

export const jobSchema = v.object({
  id: count,
  status: jobStatus,
  prompt: v.string(),
  submitted_at: v.string(),
  progress: absent(v.number()),
  num_images: absent(count),
  negative_prompt: absent(v.string()),
  seed: absent(count),
  steps: absent(count),
  width: absent(count),
  height: absent(count),
  guidance_scale: absent(v.number()),
  scheduler: absent(v.string()),
  model: absent(v.string()),
  duration_seconds: absent(v.number()),
  error: absent(v.string()),
  step: absent(count),
  total_steps: absent(count),
  eta_seconds: absent(v.number()),
  estimated_time_remaining: absent(v.number()),
  queue_position: absent(count),
  image_ids: absent(v.array(count)),
});

export const jobsSchema = v.object({
  current: v.nullable(jobSchema),
  queue: v.array(jobSchema),
  history: v.array(jobSchema),
});

export const imageSchema = v.object({
  id: count,
  filename: v.string(),
  download_url: absent(v.string()),
  thumbnail_url: absent(v.string()),
  prompt: absent(v.string()),
  negative_prompt: absent(v.string()),
  seed: absent(count),
  steps: absent(count),
  guidance_scale: absent(v.number()),
  width: absent(count),
  height: absent(count),
  scheduler: absent(v.string()),
  model: absent(v.string()),
  created_at: absent(v.string()),
});

export const imagePageSchema = v.object({
  images: v.array(imageSchema),
  total: count,
  page: count,
  per_page: count,
  pages: count,
});

export const configSchema = v.object({
  generation: v.object({
    steps: v.number(),
    guidance_scale: v.number(),
    width: v.number(),
    height: v.number(),
    negative_prompt: absent(v.string()),
    num_images: absent(numberLike),
    scheduler: absent(v.string()),
  }),
  model: absent(v.object({ default: absent(v.string()) })),
});

export const modelsSchema = v.object({
  models: v.array(
    v.object({
      name: v.string(),
      state: absent(v.picklist(['unloaded', 'loading', 'loaded', 'failed'])),
      default: absent(v.boolean()),
    }),
  ),
});

export const schedulersSchema = v.object({
  schedulers: v.array(v.object({ name: v.string(), label: v.string(), default: absent(v.boolean()) })),
  default: absent(v.string()),
});

export const errorSchema = v.object({
  error: v.string(),
  error_code: absent(v.string()),
  trace_id: absent(v.string()),
  details: absent(v.record(v.string(), v.unknown())),
});

export const cancelSchema = v.object({ message: v.string(), job: jobSchema });

export type Job = v.InferOutput<typeof jobSchema>;
export type JobStatus = v.InferOutput<typeof jobStatus>;
export type Jobs = v.InferOutput<typeof jobsSchema>;
export type Image = v.InferOutput<typeof imageSchema>;
export type ImagePage = v.InferOutput<typeof imagePageSchema>;
export type Config = v.InferOutput<typeof configSchema>;
export type Model = v.InferOutput<typeof modelsSchema>['models'][number];
export type SchedulerList = v.InferOutput<typeof schedulersSchema>;
export type Scheduler = SchedulerList['schedulers'][number];

/** Body of POST /generate. What is left out is decided by the server's defaults. */
export interface GenerateRequest {
  prompt: string;
  negative_prompt?: string;
  seed?: number;
  steps?: number;
  width?: number;
  height?: number;
  guidance_scale?: number;
  num_images?: number;
  scheduler?: string;
  model?: string;
}
