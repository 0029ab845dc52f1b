import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { image, imagePage } from '@/test/data';
import { renderPage } from '@/test/render';
import { refusal, serve } from '@/test/server';
import { Gallery } from '.';

const pageOf = (path: string) => Number(new URL(path, 'http://localhost').searchParams.get('page'));

it('shows a bare wall as such', async () => {
  serve({ 'GET /api/images': () => imagePage([]) });
  renderPage(<Gallery onReuse={vi.fn()} />);
  expect(await screen.findByText(/wall is still bare/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});

it('shows further pages on demand, each picture once', async () => {
  serve({
    'GET /api/images': ({ path }) => {
      const page = pageOf(path);
      const ids = page === 1 ? [3, 2] : [2, 1];
      return imagePage(
        ids.map((id) => image({ id })),
        { total: 3, page, pages: 2 },
      );
    },
  });
  renderPage(<Gallery onReuse={vi.fn()} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  await vi.waitFor(() => expect(screen.getAllByTestId('gallery-item')).toHaveLength(3));
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});

it('shows a picture with what made it, its neighbours, and gives its settings back', async () => {
  const [first, second] = [
    image({ id: 2, prompt: 'a boat', seed: 41 }),
    image({ id: 1, prompt: 'a house', seed: 42 }),
  ];
  serve({ 'GET /api/images': () => imagePage([first, second]) });
  const reuse = vi.fn();
  renderPage(<Gallery onReuse={reuse} />);
  await userEvent.click((await screen.findAllByTestId('gallery-item'))[0] as HTMLElement);
  expect(within(screen.getByRole('dialog', { name: 'a boat' })).getByText('41')).toBeVisible();

  await userEvent.keyboard('{ArrowRight}');
  const dialog = within(screen.getByRole('dialog', { name: 'a house' }));
  expect(dialog.getByText('42')).toBeVisible();
  expect(dialog.getByRole('button', { name: 'Older picture' })).toBeDisabled();

  await userEvent.click(dialog.getByRole('button', { name: /Use these settings/ }));
  expect(reuse).toHaveBeenCalledWith(expect.objectContaining({ id: 1 }));
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('tells why the pictures are not listed', async () => {
  serve({ 'GET /api/images': () => refusal(500, 'INTERNAL_ERROR', 'Internal server error') });
  renderPage(<Gallery onReuse={vi.fn()} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('Internal server error');
  expect(screen.getByRole('alert')).toHaveTextContent('Trace t-1');
});
