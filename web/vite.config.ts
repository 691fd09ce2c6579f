import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `HUHANG_NODE=http://127.0.0.1:7003 npm run dev` tries the console against a running node.
const node = process.env.HUHANG_NODE ?? 'http://127.0.0.1:7003';

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: node, changeOrigin: false } },
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
});
