// Sets up Monaco before GraphiQL loads it: the addresses of its workers, which build.mjs writes into WORKER_URLS, and the editors' look.

import { editor } from "monaco-graphql/esm/monaco-editor.js";

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    return new Worker(WORKER_URLS[label] ?? WORKER_URLS.editor, { name: label });
  },
};

// GraphiQL asks for Fira Code, which lacks letters of Vietnamese: every ế would come from another font.
editor.onDidCreateEditor((created) => {
  const isAnswer = created.getRawOptions().readOnly;
  const placeholder = isAnswer ? "Bấm ▶ để xem câu trả lời · Press ▶ for the answer" : undefined;
  created.updateOptions({ fontFamily: '"Roboto Mono", monospace', placeholder, wordWrap: "on" });
});

/** Monaco measures a font when an editor opens, so this has to end before. */
export async function loadFont() {
  await document.fonts.load('15px "Roboto Mono"', "aăế");
}
