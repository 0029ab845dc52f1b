import { useEffect, useState } from 'react';

/** Whole seconds left of `seconds`, counted from when `start` (any new value) appeared; 0 when over. */
export function useCountdown(seconds: number, start: unknown): number {
  const [left, setLeft] = useState(seconds);
  const [seen, setSeen] = useState(start);
  if (seen !== start) {
    setSeen(start);
    setLeft(seconds);
  }
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
