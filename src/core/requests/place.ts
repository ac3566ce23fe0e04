import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** Where a request's name stands in the text of its manifest, in UTF-16 units, quotes included. */
export function placeOfRequest(
  text: string,
  name: string,
): { readonly offset: number; readonly length: number } | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const property = root && findNodeAtLocation(root, ['requests', name])?.parent?.children?.[0];
  return property && { offset: property.offset, length: property.length };
}
