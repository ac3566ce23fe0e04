import type { RewriteNote } from './document.ts';

/** What tells that a file runs where its user can read it: a browser, a phone. */
const signs: readonly { readonly languages: RegExp; readonly sign: RegExp }[] = [
  {
    languages: /script|vue|svelte|html/,
    sign: /\bimport\.meta\.(?:env|hot)\b|['"]use client['"]|\b(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC)_[A-Z]|\bdocument\.(?:getElementById|querySelector|createElement|cookie|body)\b|\bwindow\.(?:location|localStorage|addEventListener|document)\b|\blocalStorage\.|\bcreateRoot\(|\buse(?:State|Effect|Ref|Memo|Reducer)\(|from ['"](?:react-native|@angular\/core)['"]|\bchrome\.(?:runtime|storage|tabs)\b/,
  },
  { languages: /^(?:vue|svelte|html)$/, sign: /(?:)/ },
  { languages: /^dart$/, sign: /package:flutter\// },
  { languages: /^(?:kotlin|java)$/, sign: /^import android[.x]/m },
  { languages: /^(?:swift|objective-c|objective-cpp)$/, sign: /\b(?:UIKit|SwiftUI)\b/ },
];

/** Whether the file goes to its users: a secret has no place there, wherever it is read from. */
export function isClientSide({ text, path, language }: { text: string; path: string; language: string }): boolean {
  if (/(?:^|\/)environments?\/environment(?:\.\w+)?\.ts$/.test(path)) return true;
  return signs.some(({ languages, sign }) => languages.test(language) && sign.test(text));
}

export function notesOf(document: { text: string; path: string; language: string }): readonly RewriteNote[] {
  return isClientSide(document) ? ['client-side'] : [];
}
