/**
 * What every route shares: the error body, trace ids, headers, CORS, reading JSON, and who is
 * calling. Knows HTTP and nothing of pictures; the feature packages build on it, never the other
 * way round.
 */
package org.imagineer.web.http;
