/**
 * Tests of the packaged product from outside: the launcher, the server as a process, the page in a
 * browser. They see only what a user sees: commands, HTTP, files.
 */
package org.imagineer.system;
