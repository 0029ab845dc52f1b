const base = (import.meta.env.VITE_API_BASE ?? '').replace(/\/+$/, '');

/** Address of an API path such as `/jobs/7`. */
export const apiUrl = (path: string): string => `${base}/api${path}`;

/** Address of something beside the API, such as `/openapi/ui`. */
export const serverUrl = (path: string): string => `${base}${path}`;

/** Address of a picture the server named: absolute, with or without `/api`; the query (a signature) is kept. */
export function fileUrl(url: string): string {
  if (/^https?:\/\//i.test(url)) return url;
  return url.startsWith('/api/') ? serverUrl(url) : apiUrl(url.startsWith('/') ? url : `/${url}`);
}
