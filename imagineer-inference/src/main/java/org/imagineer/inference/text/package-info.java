/**
 * Turns prompts into the token ids that CLIP's text encoder was trained on, exactly as the
 * reference tokenizer does. Works on strings and a tokenizer's files only; knows nothing of
 * networks.
 */
package org.imagineer.inference.text;
