package org.imagineer.model;

/** What makes a folder a model package, for tests that draw nothing with it. */
public final class ModelJson {

  /** A complete model.json that recommends the demo model's settings. */
  public static final String COMPLETE =
      """
      {"format": 3, "precision": "float32", "source": {"name": "test", "sha256": ""},
       "configs": {"text_encoder": {}, "unet": {}, "vae": {}},
       "weight_types": {"text_encoder": "float32", "unet": "float32", "vae_encoder": "float32",
         "vae_decoder": "float32"},
       "sizes": {"latent_channels": 4, "latent_scale": 8, "scaling_factor": 0.18215,
         "context_length": 77, "context_width": 64, "text_layers": 2, "vocabulary": 994},
       "files": [{"path": "text_encoder/saved_model.pb", "bytes": 0}, {"path": "unet/saved_model.pb", "bytes": 0},
         {"path": "vae_encoder/saved_model.pb", "bytes": 0}, {"path": "vae_decoder/saved_model.pb", "bytes": 0}],
       "scheduler": {},
       "recommended": {"width": 128, "height": 128, "steps": 25, "guidance_scale": 5,
         "scheduler": "euler_a", "negative_prompt": ""}}
      """;

  private ModelJson() {}
}
