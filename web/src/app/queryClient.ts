import { QueryClient } from '@tanstack/react-query';
import { UnreachableError } from '@/api';

const LOOK_AGAIN_MS = 5000;

/** Server state for the whole page: what the server refused is not asked again, what it did not hear is. */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // The server is often this very machine: the browser's idea of being offline says nothing about it.
        networkMode: 'always',
        retry: false,
        staleTime: 10_000,
        refetchInterval: ({ state }) => (state.error instanceof UnreachableError ? LOOK_AGAIN_MS : false),
      },
      mutations: { networkMode: 'always' },
    },
  });
