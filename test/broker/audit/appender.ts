import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';

/** A process that appends one event after another: `appender.ts FOLDER RUN COUNT`. */
const [folder = '', run = '', count = '0'] = process.argv.slice(2);
const log = openAuditLog({ folder });
for (let number = 0; number < Number(count); number++) {
  await log.append({ type: 'run-started', run, workspace: '/', program: 'node' });
}
