import type { Config, GenerateRequest, Image, Job } from '@/api';

/** The form as typed: every field a text, named as the API names it. An empty number is the server's choice. */
export interface Settings {
  prompt: string;
  negative_prompt: string;
  seed: string;
  steps: string;
  width: string;
  height: string;
  guidance_scale: string;
  num_images: string;
  scheduler: string;
  model: string;
}

export type SettingName = keyof Settings;

const blank: Settings = {
  prompt: '',
  negative_prompt: '',
  seed: '',
  steps: '',
  width: '',
  height: '',
  guidance_scale: '',
  num_images: '1',
  scheduler: '',
  model: '',
};

/** What the form shows before anything is typed. */
export function defaultSettings(config: Config | undefined): Settings {
  if (!config) return blank;
  const { generation, model } = config;
  return {
    ...blank,
    negative_prompt: generation.negative_prompt ?? '',
    steps: String(generation.steps),
    width: String(generation.width),
    height: String(generation.height),
    guidance_scale: String(generation.guidance_scale),
    num_images: String(generation.num_images ?? 1),
    scheduler: generation.scheduler ?? '',
    model: model?.default ?? '',
  };
}

/** The settings that draw a picture, or a job's first one, again. What it does not tell keeps its default. */
export function settingsOf(made: Image | Job): Partial<Settings> {
  const { prompt, negative_prompt, seed, steps, width, height, guidance_scale, scheduler, model } = made;
  const known = { prompt, negative_prompt, seed, steps, width, height, guidance_scale, scheduler, model };
  const texts = Object.entries(known).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { ...(Object.fromEntries(texts) as Partial<Settings>), num_images: '1' };
}

/** The request for settings without faults. */
export function toRequest(settings: Settings): GenerateRequest {
  const request: GenerateRequest = {
    prompt: settings.prompt.trim(),
    // Sent when empty, too: an emptied field asks for none, not for the server's.
    negative_prompt: settings.negative_prompt.trim(),
  };
  for (const name of ['seed', 'steps', 'width', 'height', 'guidance_scale', 'num_images'] as const) {
    if (settings[name].trim() !== '') request[name] = Number(settings[name]);
  }
  for (const name of ['scheduler', 'model'] as const) {
    if (settings[name] !== '') request[name] = settings[name];
  }
  return request;
}
