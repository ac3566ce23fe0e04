import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';

/** A process that appends one event after another: `appender.ts FOLDER RUN COUNT [BYTES]`, a new file after so many bytes. */
const [folder = '', run = '', count = '0', bytes] = process.argv.slice(2);
const log = openAuditLog({ folder, ...(bytes !== undefined && { rotateAt: Number(bytes) }) });
for (let number = 0; number < Number(count); number++) {
  await log.append({ type: 'run-started', run, workspace: '/', program: 'node' });
}
