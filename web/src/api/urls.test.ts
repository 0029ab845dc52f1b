import { expect, it } from 'vitest';
import { fileUrl } from '.';

it.each([
  ['/images/9/file', '/api/images/9/file'],
  ['/api/images/9/file', '/api/images/9/file'],
  ['images/9/file?expires=1&signature=a', '/api/images/9/file?expires=1&signature=a'],
  ['https://pictures.example.org/9.png', 'https://pictures.example.org/9.png'],
])('the picture %s is found at %s', (given, address) => {
  expect(fileUrl(given)).toBe(address);
});
