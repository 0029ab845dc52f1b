/* `npm run dev:fake`: Vite's development server in front of the fake API. */
import { createServer } from 'vite';

const port = 10059;
process.argv[2] = String(port);
process.env.IMAGINEER_URL = `http://127.0.0.1:${port}`;
await import('./fake-api.mjs');
const vite = await createServer();
await vite.listen();
vite.printUrls();
