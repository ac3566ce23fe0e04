import type { Service } from './service.ts';

/** Every built-in fact sheet, in the order of the rooms' files. */
export const services: readonly Service[] = [];
