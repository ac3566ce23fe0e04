import { createHmac } from 'node:crypto';
import { createDetector } from '../../src/core/detect/detector.ts';
import { services } from '../../src/core/services/catalogue.ts';

/** The detector as the editor has it. */
export const detector = createDetector({
  services,
  fingerprint: (value) => `hmac-sha256:${createHmac('sha256', 'bench').update(value).digest('hex')}`,
});
