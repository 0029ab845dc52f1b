import { vi } from 'vitest';

export interface Call {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

type Answer = unknown;
type Handler = (call: Call) => Answer;

/** An answer other than 200 with a body. */
export const reply = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });

/** The error body of the REST contract. */
export const refusal = (status: number, code: string, error: string, details = {}, headers = {}): Response =>
  reply(
    status,
    { error, error_code: code, trace_id: 't-1', timestamp: '2026-01-01T00:00:00Z', details },
    headers,
  );

/**
 * Puts a server behind `fetch`: handlers by "METHOD /path" without the query; others answer 404. A handler
 * gives a body, a Response, or throws as a dead network does. Returns the calls made so far.
 */
export function serve(handlers: Record<string, Handler>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const call = { method, path: pathname + search, body, headers: new Headers(init.headers) };
    calls.push(call);
    const handler = handlers[`${method} ${pathname}`];
    return Promise.resolve().then(() => {
      const answer = handler ? handler(call) : refusal(404, 'NOT_FOUND', 'Not found');
      return answer instanceof Response ? answer : reply(200, answer);
    });
  });
  return calls;
}

/** A server that does not answer. */
export const dead = (): never => {
  throw new TypeError('Failed to fetch');
};
