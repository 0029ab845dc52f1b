import type { Config, Image, Job } from '@/api';

export const config: Config = {
  generation: {
    steps: 25,
    guidance_scale: 5,
    width: 128,
    height: 128,
    negative_prompt: '',
    num_images: 1,
    scheduler: 'euler_a',
  },
  model: { default: 'demo' },
};

export const job = (fields: Partial<Job> = {}): Job => ({
  id: 1,
  status: 'queued',
  prompt: 'a sunset over mountains',
  submitted_at: '2026-01-01T00:00:00Z',
  progress: 0,
  num_images: 1,
  ...fields,
});

export const image = (fields: Partial<Image> = {}): Image => ({
  id: 9,
  filename: '9.png',
  download_url: '/images/9/file',
  thumbnail_url: '/images/9/thumbnail',
  prompt: 'a sunset over mountains',
  negative_prompt: '',
  seed: 7,
  steps: 25,
  guidance_scale: 5,
  width: 128,
  height: 128,
  scheduler: 'euler_a',
  model: 'demo',
  ...fields,
});

export const imagePage = (images: Image[], fields = {}) => ({
  images,
  total: images.length,
  page: 1,
  per_page: 24,
  pages: images.length > 0 ? 1 : 0,
  ...fields,
});
