import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/seed.ts"],
    globalSetup: ["test/support/build.ts"],
    // Most of the time tests wait for a Worker, so even two cores can run two files at a time.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes at once on an idle machine; a busy one may take longer.
    expect: { poll: { timeout: 10_000 } },
  },
});
