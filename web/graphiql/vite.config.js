// Builds the page into build/: index.html, and everything else with a hash in
// its name under graphiql/assets/. Nothing is fetched from another host, and no
// script is inline, so that a strict content security policy can serve it.
import { defineConfig } from 'vite';

const hub = 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  worker: { format: 'es' },
  build: {
    outDir: 'build',
    assetsDir: 'graphiql/assets',
    target: 'es2022',
    license: { fileName: 'graphiql/licenses.md' }, // what the bundled packages ask to be shown
    chunkSizeWarningLimit: 4096, // Monaco's editor is one large chunk
    rolldownOptions: { checks: { moduleLevelDirective: false } }, // React's "use client" means nothing here
  },
  // `npm run dev` shows the page while it is changed, over a hub that runs.
  server: {
    host: '127.0.0.1',
    proxy: { '/graphql': hub, '/graphiql/examples.json': hub },
  },
});
