package org.imagineer.settings;

/** Who the server is for. */
public enum Mode {
  /** One person on this machine: whoever reaches the loopback address may do everything. */
  DEVELOPMENT,
  /** Reachable from elsewhere: real secrets are required. */
  PRODUCTION
}
