/**
 * Which models and schedulers a request may name. Reads through {@code org.imagineer.model}; loads
 * nothing.
 */
package org.imagineer.web.model;
