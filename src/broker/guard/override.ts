import { pairs } from './placement.ts';
import type { Carried } from './placement.ts';

/**
 * Every method that a service may take a call for: the one of its first line, and those by which many services let a
 * client that can only GET and POST ask for another (Google's APIs, OData, Rails, Laravel, Express). One that a form
 * names in its body is seen by `form-method.ts`.
 */
export function methodsOf({ method, headers, target }: Carried & { readonly method: string }): readonly string[] {
  const inHeaders = pairs(headers).flatMap(([name, value]) => (overriding.has(name.toLowerCase()) ? [value] : []));
  const inQuery = target.includes('_method') ? parametersOf(target).getAll('_method') : [];
  if (inHeaders.length === 0 && inQuery.length === 0) return [method];
  const named = [...inHeaders, ...inQuery].flatMap((each) => each.split(',')).map((each) => each.trim().toUpperCase());
  return [...new Set([method, ...named.filter((each) => each !== '')])];
}

const overriding: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);

function parametersOf(target: string): URLSearchParams {
  return new URLSearchParams(target.split('?').slice(1).join('?'));
}
