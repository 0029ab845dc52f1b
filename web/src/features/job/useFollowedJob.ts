import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { getJobs } from '@/api';

const KEY = 'imagineer.job';

function remembered(): number | null {
  try {
    const id = Number(localStorage.getItem(KEY));
    return Number.isInteger(id) && id > 0 ? id : null;
  } catch {
    return null;
  }
}

function remember(id: number | null): void {
  try {
    if (id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(id));
  } catch {
    // Without storage (a strict private window) the page works; it only forgets its job at a reload.
  }
}

/**
 * The id of the job this page follows. It outlives a reload; a page that remembers none takes up the job the
 * server is drawing for this caller right now.
 */
export function useFollowedJob(): [id: number | null, follow: (id: number | null) => void] {
  const [chosen, setChosen] = useState<number | null | undefined>(() => remembered() ?? undefined);
  const running = useQuery({
    queryKey: ['jobs', 'current'],
    queryFn: ({ signal }) => getJobs(signal),
    enabled: chosen === undefined,
    staleTime: Infinity,
  });
  const follow = useCallback((id: number | null) => {
    remember(id);
    setChosen(id);
  }, []);
  return [chosen === undefined ? (running.data?.current?.id ?? null) : chosen, follow];
}
