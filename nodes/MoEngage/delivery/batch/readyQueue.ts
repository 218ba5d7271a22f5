import type { MoEngageRecord } from '../../api/record';

/** The records of one request. */
export interface Batch {
	records: MoEngageRecord[];
	/** Counts the batches of a run, in the order of the items. */
	index: number;
	/** How many earlier batches share an ordering key with it and are not settled yet. */
	predecessors: number;
	/** Batches that wait for this one; absent without any. */
	successors?: Batch[];
}

/**
 * The batches of a run in the order in which they may be sent. Those that share an ordering key are
 * sent one after the other, and nobody else waits for them: a batch becomes ready when the last of its
 * predecessors is settled. Predecessors always have a smaller index, so nothing waits for ever.
 */
export class ReadyQueue {
	private readonly ready: Batch[];

	private taken = 0;

	/** How many batches the run begins with. */
	readonly length: number;

	constructor(batches: Batch[]) {
		this.length = batches.length;
		this.ready = batches.filter(({ predecessors }) => predecessors === 0);
	}

	/** The next batch that may be sent, which the queue then forgets. */
	take(): Batch | undefined {
		const batch = this.ready[this.taken];
		if (batch === undefined) return undefined;
		this.taken += 1;
		this.forgetTaken();
		return batch;
	}

	/** Makes those ready that waited for this batch alone. */
	settled({ successors = [] }: Batch): void {
		for (const successor of successors) {
			successor.predecessors -= 1;
			if (successor.predecessors === 0) this.ready.push(successor);
		}
	}

	/** Drops what was taken many batches at a time: taking stays cheap, and memory is given back. */
	private forgetTaken(): void {
		if (this.taken < 1_000 && this.taken < this.ready.length) return;
		this.ready.splice(0, this.taken);
		this.taken = 0;
	}
}
