import type { About, GuardMode } from '../../core/audit/event.ts';
import type { GrantedRequest } from '../grants/grants.ts';
import type { OwnRun } from '../grants/live-runs.ts';
import type { RunPlan, RunWorld } from './run-plan.ts';

/** One run of one task, approved and granted. */
export interface GuardedRun {
  readonly plan: RunPlan;
  readonly world: RunWorld;
  readonly about: About;
  readonly granted: readonly GrantedRequest[];
  readonly own: OwnRun;
  readonly mode: GuardMode;
}
