const GRID = 64;

/** Shapes of about the same area as the default size, so that each takes about as long and as much memory. */
export const shapes = [
  { name: 'Square', ratio: 1 },
  { name: 'Landscape', ratio: 3 / 2 },
  { name: 'Portrait', ratio: 2 / 3 },
] as const;

/** Width and height of a shape on the 64-pixel grid (8 for small models), at least 64. */
export function sizeOf(ratio: number, width: number, height: number): { width: number; height: number } {
  const area = width * height;
  const grid = area < 256 * 256 ? 8 : GRID;
  const fit = (length: number) => Math.max(64, Math.round(length / grid) * grid);
  return { width: fit(Math.sqrt(area * ratio)), height: fit(Math.sqrt(area / ratio)) };
}
