import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// What jsdom lacks of the browser, as far as the page uses it.
Object.defineProperty(HTMLDialogElement.prototype, 'showModal', {
  value(this: HTMLDialogElement) {
    this.open = true;
  },
});
Object.defineProperty(Element.prototype, 'scrollIntoView', { value: () => undefined });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
