export { Gallery } from './Gallery';
export { imagesKey } from './useImages';
