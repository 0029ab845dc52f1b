/**
 * Tests that run inside the server, in the real EAR beside the real application: what a test from
 * outside cannot see.
 */
package org.imagineer.container;
