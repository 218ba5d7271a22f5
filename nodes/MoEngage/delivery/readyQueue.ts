import type { MoEngageRecord } from '../api/record';

/** The records of one request, and its place in the order of the run. */
export interface Batch {
	records: MoEngageRecord[];
	/** Counts the pools of a run, in the order of the items. */
	place: number;
	/** How many pools before it concern one of its subjects and are not settled yet. */
	predecessors: number;
	/** Pools that wait for this one, since they concern one of its subjects; absent without any. */
	successors?: Batch[];
}

/**
 * The pools of a run in the order in which they may leave. What concerns the same subject leaves one
 * after the other, and nobody else waits for it: a pool enters the line when the last of its
 * predecessors is settled. Predecessors always stand further ahead, so nothing waits for ever.
 */
export class ReadyQueue {
	private readonly ready: Batch[];

	private taken = 0;

	/** How many pools the run began with. */
	readonly length: number;

	constructor(batches: Batch[]) {
		this.length = batches.length;
		this.ready = batches.filter(({ predecessors }) => predecessors === 0);
	}

	/** The next pool that may leave, which the line then forgets. */
	take(): Batch | undefined {
		const batch = this.ready[this.taken];
		if (batch === undefined) return undefined;
		this.taken += 1;
		this.forgetTaken();
		return batch;
	}

	/** Lets those go ahead who waited for this pool alone. */
	settled({ successors = [] }: Batch): void {
		for (const successor of successors) {
			successor.predecessors -= 1;
			if (successor.predecessors === 0) this.ready.push(successor);
		}
	}

	/** Drops what was taken many pools at a time: taking stays cheap, and their memory is given back. */
	private forgetTaken(): void {
		if (this.taken < 1_000 && this.taken < this.ready.length) return;
		this.ready.splice(0, this.taken);
		this.taken = 0;
	}
}
