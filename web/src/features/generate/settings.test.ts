import { describe, expect, it } from 'vitest';
import { config, image } from '@/test/data';
import { faultsOf } from './faults';
import { defaultSettings, settingsOf, toRequest } from './settings';
import { sizeOf } from './shapes';

const settings = { ...defaultSettings(config), prompt: ' a boat ' };

describe('a request', () => {
  it('holds what the form shows, as numbers', () => {
    expect(toRequest({ ...settings, seed: '0', guidance_scale: '0' })).toEqual({
      prompt: 'a boat',
      negative_prompt: '',
      seed: 0,
      steps: 25,
      width: 128,
      height: 128,
      guidance_scale: 0,
      num_images: 1,
      scheduler: 'euler_a',
      model: 'demo',
    });
  });

  it('leaves to the server what is empty', () => {
    expect(toRequest({ ...defaultSettings(undefined), prompt: 'x' })).toEqual({
      prompt: 'x',
      negative_prompt: '',
      num_images: 1,
    });
  });
});

it('the settings of a picture draw it again', () => {
  const again = { ...settings, ...settingsOf(image({ prompt: 'a boat', seed: 0, steps: 3 })) };
  expect(toRequest(again)).toMatchObject({ prompt: 'a boat', seed: 0, steps: 3, num_images: 1 });
});

describe('a fault', () => {
  it.each([
    ['prompt', '   ', 'Prompt is required'],
    ['prompt', 'x'.repeat(2001), 'Prompt too long (max 2000 chars)'],
    ['seed', '2147483648', 'Seed must be between 0 and 2147483647'],
    ['seed', 'seven', 'Invalid seed value'],
    ['steps', '151', 'Steps must be between 1 and 150'],
    ['steps', '2.5', 'Steps must be between 1 and 150'],
    ['width', '511', 'Width must be between 64-2048 and divisible by 8'],
    ['height', '56', 'Height must be between 64-2048 and divisible by 8'],
    ['guidance_scale', '31', 'Guidance scale must be between 0 and 30'],
    ['num_images', '9', 'num_images must be between 1 and 8'],
  ] as const)('of %s "%.12s" is told in the words of the server', (name, value, message) => {
    expect(faultsOf({ ...settings, [name]: value })).toEqual({ [name]: message });
  });

  it('is none of an empty number: the server chooses', () => {
    expect(faultsOf({ ...settings, seed: '', steps: '', width: '' })).toEqual({});
  });
});

it.each([
  [1, 128, 128, { width: 128, height: 128 }],
  [3 / 2, 128, 128, { width: 160, height: 104 }],
  [3 / 2, 512, 512, { width: 640, height: 448 }],
  [2 / 3, 512, 512, { width: 448, height: 640 }],
])('shape %d of %d x %d keeps the area and the grid', (ratio, width, height, size) => {
  expect(sizeOf(ratio, width, height)).toEqual(size);
});
