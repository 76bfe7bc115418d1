/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { slim } from "./slim.ts";

const built = fileURLToPath(new URL("../src/modiste/serve/web", import.meta.url));
const api = process.env.MODISTE_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), slim(built)],
  resolve: {
    alias: {
      // The viewer of 3D models starts this decoder when it is loaded, which the content security policy
      // refuses to WebAssembly; the studio's models are not packed.
      "three/examples/jsm/libs/meshopt_decoder.module.js": fileURLToPath(new URL("./src/pages/design/unpacked.ts", import.meta.url)),
      "@": fileURLToPath(new URL("./src", import.meta.url)),
    },
  },
  build: {
    outDir: built,
    emptyOutDir: true,
    target: "es2022",
    // Nothing is inlined: the content security policy allows files of our own host only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: { proxy: { "/v1": api, "/media": api } },
  test: {
    environment: "jsdom",
    testTimeout: 15_000,
    setupFiles: ["src/test/setup.ts"],
    css: false,
    restoreMocks: true,
  },
});
