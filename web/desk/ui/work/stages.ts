import type { Stage } from '../../client/records';
import { useList } from '../hooks';

const NONE: readonly Stage[] = [];

/** Every stage of an order, in order; none while they are being read. */
export function useStages(): readonly Stage[] {
  return useList<{ stages: readonly Stage[] }>('/stages').data?.stages ?? NONE;
}

/** What the staff call a stage; `told`, in the customer's words, until that is known. */
export function shortName(stages: readonly Stage[], stage: string, told: string): string {
  return stages.find((one) => one.stage === stage)?.short ?? told;
}
