import { useInfiniteQuery } from '@tanstack/react-query';
import { getImages, type Image, type ImagePage } from '@/api';

const PER_PAGE = 24;

/** Invalidate it when a picture was made. */
export const imagesKey = ['images'];

/** The newest pictures, page after page. */
export const useImages = () =>
  useInfiniteQuery({
    queryKey: imagesKey,
    queryFn: ({ pageParam, signal }) => getImages(pageParam, PER_PAGE, signal),
    initialPageParam: 1,
    getNextPageParam: (last: ImagePage) => (last.page < last.pages ? last.page + 1 : undefined),
    select: ({ pages }) => ({ images: unique(pages), total: pages.at(-1)?.total ?? 0 }),
  });

/** A picture made between two page loads moves the others down: the same one then stands on both pages. */
function unique(pages: ImagePage[]): Image[] {
  return [...new Map(pages.flatMap((page) => page.images).map((image) => [image.id, image])).values()];
}
