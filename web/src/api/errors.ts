/** The server answered with a status of 400 or more; the fields are those of its error body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Field name -> message, for a rejected request. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** Seconds to wait before another try, from Retry-After. */
    readonly retryAfter?: number,
    readonly traceId?: string,
  ) {
    super(message);
  }
}

/** No usable answer came: the server is down, the network is gone, or a proxy answered in its place. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(options?: ErrorOptions) {
    super('The Imagineer server cannot be reached.', options);
  }
}

/** The answer's shape is not the one of the REST contract: page and server are of different versions. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(
    readonly path: string,
    detail: string,
  ) {
    super(`The server's answer to ${path} has an unexpected form (${detail}).`);
  }
}
