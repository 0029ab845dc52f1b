import * as v from 'valibot';
import { ApiError, ContractError, UnreachableError } from './errors';
import { errorSchema } from './types';
import { apiUrl } from './urls';

interface Options {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/**
 * Calls the API and checks the answer against its schema.
 *
 * @throws ApiError for a status of 400 or more
 * @throws UnreachableError when no answer of the server came
 * @throws ContractError when the answer does not fit the schema
 */
export async function request<T extends v.GenericSchema>(
  path: string,
  schema: T,
  { method = 'GET', body, headers = {}, signal }: Options = {},
): Promise<v.InferOutput<T>> {
  const init: RequestInit = {
    method,
    credentials: 'include',
    headers: { Accept: 'application/json', ...headers },
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, 'Content-Type': 'application/json' };
  }
  if (signal) init.signal = signal;

  let response: Response;
  let text: string;
  try {
    response = await fetch(apiUrl(path), init);
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new UnreachableError({ cause });
  }
  const json = parseJson(text);
  if (!response.ok) throw failure(response, json);
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw new ContractError(path, describe(parsed.issues[0]));
  return parsed.output;
}

function failure(response: Response, json: unknown): Error {
  const parsed = v.safeParse(errorSchema, json);
  // A gateway that stands in for a dead server answers 5xx with a body of its own.
  if (!parsed.success && response.status >= 500) return new UnreachableError();
  if (!parsed.success)
    return new ApiError(response.status, 'UNKNOWN', `The server answered ${response.status}.`);
  const { error, error_code, trace_id, details } = parsed.output;
  return new ApiError(
    response.status,
    error_code ?? 'UNKNOWN',
    error,
    error_code === 'VALIDATION_ERROR' ? messages(details) : {},
    retryAfter(response.headers.get('Retry-After')),
    trace_id,
  );
}

function messages(details: Record<string, unknown> | undefined): Record<string, string> {
  const texts = Object.entries(details ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue);
  return where === null ? issue.message : `${where}: ${issue.message}`;
}
