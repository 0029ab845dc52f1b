export { FramedImage } from './FramedImage';
export { frameWidth } from './frameWidth';
export { ImageActions } from './ImageActions';
export { ImageFacts } from './ImageFacts';
export { imageFile, imageText, imageThumbnail } from './imageFile';
