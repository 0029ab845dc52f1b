/**
 * Reads prompts: what is chosen, edited, weighed and named in them, and the token ids that CLIP's
 * text encoder was trained on, exactly as the reference tokenizer gives them. Works on strings and
 * on the files of tokenizers and embeddings; knows nothing of networks.
 */
package org.imagineer.inference.text;
