import type { Paint } from '../../colours.ts';
import type { FormatName } from '../options.ts';
import type { Format } from './format.ts';
import { jsonl } from './jsonl.ts';
import { sarifFormat } from './sarif.ts';
import { textFormat } from './text.ts';

export function formatFor(name: FormatName, { paint, version }: { paint: Paint; version: string }): Format {
  if (name === 'jsonl') return jsonl;
  return name === 'sarif' ? sarifFormat(version) : textFormat(paint);
}
