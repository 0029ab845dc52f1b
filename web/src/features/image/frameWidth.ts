/** CSS width of a frame: what its place allows, at most five times the picture's pixels and most of the window's height. */
export function frameWidth(width = 512, height = 512): string {
  return `min(100%, ${width * 5}px, ${Math.round((width / height) * 58)}vh)`;
}
