import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';

/** Gives hooks and components the server state they need. */
export function withServerState(client = new QueryClient({ defaultOptions: { queries: { retry: false } } })) {
  return function ServerState({ children }: { children: ReactNode }) {
    return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  };
}

export const renderPage = (page: ReactElement, client?: QueryClient) =>
  render(page, { wrapper: withServerState(client) });
