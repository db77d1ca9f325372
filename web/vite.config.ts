import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** `npm run dev` passes the API on to a server that runs beside it. */
const server = process.env["LIANDONG_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/static/console/",
  plugins: [vue()],
  resolve: { alias: { "@": here("src") } },
  build: {
    outDir: here("../src/liandong/overview/static/console"),
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { "/api": server } },
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"], restoreMocks: true },
});
