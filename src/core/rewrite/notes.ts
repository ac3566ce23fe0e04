import type { RefusalReason, RewriteNote } from './document.ts';

/** What a user has to know after a rewrite, one sentence each. */
export const noteTexts: Readonly<Record<RewriteNote, string>> = {
  'client-side':
    'This file is sent to its users. A secret does not belong there, not even from the environment (and a prefix such as VITE_ or NEXT_PUBLIC_ would publish it): call the service from a server.',
  'redacted-comment': 'The value stood in a comment and was taken out of it.',
  'image-layer':
    'What a Dockerfile sets with ENV or ARG stays readable in the image: give the variable when a container starts (docker run --env).',
  'build-secret': 'Give the secret to the build: docker build --secret id=…,env=….',
  'ci-secret': 'Add the variable to the secrets of the pipeline: its host keeps them, not the repository.',
  'cluster-secret': 'The value has to be in the secret store that the file now names, under that name and key.',
  'fill-in': 'Nothing replaces ${…} in this file by itself: fill it in when it is applied, as envsubst does.',
  'editor-input': 'VS Code asks for the value when it is first needed and keeps it safe.',
  'terraform-variable':
    'Terraform reads the variable from TF_VAR_ and its name. Where another file of the module declares it too, take one declaration away.',
  'settings-variable':
    'ASP.NET Core takes the setting from the variable of its name, with two underscores for each level, and that overrules the file.',
  'sql-variable': 'The database client fills the variable in; the comment above the statement says how.',
  'json-command': 'The command reads the variable as a POSIX shell does; on Windows it is %NAME%.',
};

/** Why a value was left as it is, and what helps, one sentence each. */
export const refusalTexts: Readonly<Record<RefusalReason, string>> = {
  'constant-only':
    'Only a constant may stand here (an annotation, a type, a key, a default). Move the value into a variable that is set at run time first, then replace it there.',
  'shared-constant':
    'Other files may use this constant, and a look-up cannot stand in one. Make it a function that returns the value and call that where it is used, then replace the value there.',
  'unknown-syntax':
    'Valet Key does not know how a reference is written at this place. Move the value into a string literal of its own.',
  overlapping: 'Another change touches the same text. Replace this one after it.',
};
