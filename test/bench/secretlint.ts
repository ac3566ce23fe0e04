import { extname } from 'node:path';
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { TextFile } from './corpus.ts';

const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };

// Its profiler searches all marks so far at each mark, which costs more than the linting itself after a few thousand
// texts. That is no part of its engine, so it is left out here; as a whole process it is measured as it comes.
secretLintProfiler.mark = () => undefined;

/** secretlint with its recommended rules on one text, in this process. */
export async function lint({ path, text }: Pick<TextFile, 'path' | 'text'>): Promise<number> {
  const source = { filePath: `/${path}`, content: text, contentType: 'text', ext: extname(path) } as const;
  const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } });
  return messages.length;
}
