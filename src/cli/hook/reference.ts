import { replaceInText } from '../../core/fix/replace-in-text.ts';
import type { Leak } from '../../core/agents/leaks.ts';
import { serviceOf } from '../../core/kinds.ts';
import { languageOf } from '../../core/language.ts';
import { variableAt } from '../../core/rewrite/variable.ts';

/** What would stand in the place of a credential in a file: what the file's language looks a variable up with. */
export function referenceFor({ finding, text, path }: Leak): string | undefined {
  if (path === undefined) return undefined;
  const language = languageOf(path);
  const place = { text, path, language, start: finding.start, end: finding.end };
  const env = variableAt(place) ?? serviceOf(finding.service)?.env?.[0] ?? named(finding.name) ?? 'SECRET';
  const reference = { env, request: env.toLowerCase().replaceAll('_', '-') };
  const { edits } = replaceInText({ ...place, findings: [finding] }, { of: () => reference, settle: () => undefined });
  return edits.find(({ start, end }) => start <= finding.start && end >= finding.end)?.newText;
}

/** `apiKey` is looked up as `API_KEY`. */
function named(name: string | undefined): string | undefined {
  const words = name?.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g);
  return words ? words.join('_').toUpperCase() : undefined;
}
