import { expect, it } from 'vitest';
import { job } from '@/test/data';
import { announcement, progressText, remainingText } from './progressText';

it.each([
  [job({ queue_position: 1 }), 'Next in the queue…'],
  [job({ queue_position: 2 }), 'Waiting: 1 picture ahead'],
  [job({ queue_position: 4 }), 'Waiting: 3 pictures ahead'],
  [job({ status: 'running' }), 'Preparing the model…'],
  [job({ status: 'running', step: 3, total_steps: 25 }), 'Step 3 of 25'],
  [job({ status: 'running', step: 25, total_steps: 25 }), 'Developing the picture…'],
])('tells what the job does (%#)', (state, text) => {
  expect(progressText(state)).toBe(text);
});

it('tells the time left, if the server knows it', () => {
  expect(remainingText(job({ eta_seconds: 79.4 }))).toBe('about 1 min 20 s left');
  expect(remainingText(job({ eta_seconds: 0.2 }))).toBe('almost there');
  expect(remainingText(job())).toBeUndefined();
});

it('speaks to a screen reader at the quarters only', () => {
  const said = [0, 0.1, 0.26, 0.3, 0.49, 0.5].map((progress) =>
    announcement(job({ status: 'running', progress })),
  );
  expect([...new Set(said)]).toEqual(['Drawing has begun.', '25 percent drawn.', '50 percent drawn.']);
});
