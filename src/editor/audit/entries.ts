import type { AuditEntry, AuditPage } from '../../broker/protocol/records.ts';
import type { AuditFilter } from '../../core/audit/filter.ts';

export type ReadAudit = (params: {
  readonly filter: AuditFilter;
  readonly before?: number;
  readonly limit: number;
}) => Promise<AuditPage>;

/** What was read of the log so far, the newest first: a page when it is looked at, and another when it is asked for. */
export interface Entries {
  readonly all: readonly AuditEntry[];
  /** Whether there are older ones that were not read yet. */
  readonly hasMore: boolean;
  readonly filter: AuditFilter;
  /** Reads what is new; resolves to whether anything is. */
  refresh(): Promise<boolean>;
  more(): Promise<void>;
  use(filter: AuditFilter): void;
}

export function createEntries(read: ReadAudit): Entries {
  let filter: AuditFilter = {};
  let all: readonly AuditEntry[] = [];
  let next: number | undefined;
  let isRead = false;
  return {
    get all() {
      return all;
    },
    get hasMore() {
      return next !== undefined;
    },
    get filter() {
      return filter;
    },
    async refresh() {
      const asked = filter;
      const page = await read({ filter, limit: pageSize });
      if (asked !== filter) return false;
      const newest = all[0]?.sequence ?? 0;
      const fresh = page.entries.filter(({ sequence }) => sequence > newest);
      const wasRead = isRead;
      isRead = true;
      if (wasRead && fresh.length === 0) return false;
      if (wasRead && fresh.length < page.entries.length) all = [...fresh, ...all];
      else [all, next] = [page.entries, page.next];
      return true;
    },
    async more() {
      if (next === undefined) return;
      const asked = filter;
      const page = await read({ filter, before: next, limit: pageSize });
      if (asked !== filter) return;
      all = [...all, ...page.entries];
      next = page.next;
    },
    use(other) {
      filter = other;
      all = [];
      next = undefined;
      isRead = false;
    },
  };
}

const pageSize = 100;
