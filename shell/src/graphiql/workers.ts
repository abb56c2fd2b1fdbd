/** The editor's helpers run in workers; each is a file of our own origin, so no blob and no eval is needed. */
const makers: Record<string, () => Worker> = {
  json: () => new Worker(new URL('monaco-editor/esm/vs/language/json/json.worker.js', import.meta.url)),
  graphql: () => new Worker(new URL('monaco-graphql/esm/graphql.worker.js', import.meta.url)),
};

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string): Worker =>
      makers[label]?.() ?? new Worker(new URL('monaco-editor/esm/vs/editor/editor.worker.js', import.meta.url)),
  },
});
