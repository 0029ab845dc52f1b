import { useEffect, useEffectEvent } from 'react';

/** Calls back on Ctrl+Enter (or Command+Enter), wherever the focus is, except under an open dialog. */
export function useSubmitShortcut(onSubmit: () => void): void {
  const submit = useEffectEvent(onSubmit);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      submit();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
