import type { SettingName, Settings } from './settings';

export type Faults = Partial<Record<SettingName, string>>;

type Rule = (text: string) => string | undefined;

const number =
  (valid: (value: number) => boolean, outside: string, malformed: string): Rule =>
  (text) => {
    if (text.trim() === '') return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) return malformed;
    return valid(value) ? undefined : outside;
  };

const whole =
  (low: number, high: number, multiple = 1) =>
  (value: number) =>
    Number.isInteger(value) && value >= low && value <= high && value % multiple === 0;

/** The server's own rules and words (REST contract 4.1), so that a mistake shows before anything is sent. */
const rules: Partial<Record<SettingName, Rule>> = {
  prompt: (text) => {
    if (text.trim() === '') return 'Prompt is required';
    return text.trim().length > 2000 ? 'Prompt too long (max 2000 chars)' : undefined;
  },
  negative_prompt: (text) =>
    text.trim().length > 2000 ? 'Negative prompt too long (max 2000 chars)' : undefined,
  seed: number(whole(0, 2147483647), 'Seed must be between 0 and 2147483647', 'Invalid seed value'),
  steps: number(whole(1, 150), 'Steps must be between 1 and 150', 'Invalid steps value'),
  width: number(
    whole(64, 2048, 8),
    'Width must be between 64-2048 and divisible by 8',
    'Invalid width value',
  ),
  height: number(
    whole(64, 2048, 8),
    'Height must be between 64-2048 and divisible by 8',
    'Invalid height value',
  ),
  guidance_scale: number(
    (value) => value >= 0 && value <= 30,
    'Guidance scale must be between 0 and 30',
    'Invalid guidance scale value',
  ),
  num_images: number(whole(1, 8), 'num_images must be between 1 and 8', 'num_images must be between 1 and 8'),
};

/** What the server would refuse, by field; empty when it would not. */
export function faultsOf(settings: Settings): Faults {
  const faults: Faults = {};
  for (const [name, rule] of Object.entries(rules) as [SettingName, Rule][]) {
    const fault = rule(settings[name]);
    if (fault !== undefined) faults[name] = fault;
  }
  return faults;
}
