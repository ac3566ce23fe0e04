import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import schema from '../../../media/valet-key.schema.json' with { type: 'json' };

/** What a manifest is checked with. In a bundle the code that ajv writes for it stands here: `.ci/bundling.ts`. */
export function manifestCheck(): ValidateFunction {
  return new Ajv2020(checkOptions).compile(schema);
}

export const checkOptions = { allErrors: true, strict: true, strictRequired: false, verbose: true } as const;
