import type { RefusalReason, RewriteNote } from './rewrite.ts';

/** What a user has to know after a rewrite, one sentence each. */
export const noteTexts: Readonly<Record<RewriteNote, string>> = {
  'client-side':
    'This file is sent to the browser. A secret does not belong there, not even from the environment: call the service from a server.',
  'redacted-comment': 'The value stood in a comment and was taken out of it.',
};

/** Why a value was left as it is, and what helps, one sentence each. */
export const refusalTexts: Readonly<Record<RefusalReason, string>> = {
  'constant-only':
    'Only a constant may stand here (an annotation, a type, a key). Move the value into a variable first, then replace it there.',
  'unknown-syntax':
    'Valet Key does not know how a reference is written at this place. Move the value into a string literal of its own.',
};
