import type { Send } from './service.ts';

/** RFC 6750's way to carry a token, which most services share. */
export const bearer: Send = { mode: 'header', header: 'Authorization', format: 'Bearer {}' };
