/** Prompts that the bundled demo model draws well: flat poster landscapes and plain shapes. */
export const examples = [
  'a sunset over mountains',
  'a full moon over the sea at night',
  'a boat with a white sail on the ocean under a blue sky',
  'a pine forest at sunset',
  'snowy mountains under a cloudy sky',
  'a red circle on a blue background',
];
