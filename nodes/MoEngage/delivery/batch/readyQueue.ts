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
 * predecessors is settled. Predecessors always have a smaller index, so nothing waits forever.
 */
export class ReadyQueue {
	/** The next one last, so that taking it gives back its memory. */
	private ready: Batch[];

	/** What became ready since, in that order; it comes after all that are ready. */
	private readySince: Batch[] = [];

	/** How many batches the run begins with. */
	readonly length: number;

	constructor(batches: Batch[]) {
		this.length = batches.length;
		this.ready = batches.filter(({ predecessors }) => predecessors === 0).reverse();
	}

	/** The next batch that may be sent, which the queue then forgets. */
	take(): Batch | undefined {
		if (this.ready.length === 0) {
			this.ready = this.readySince.reverse();
			this.readySince = [];
		}
		return this.ready.pop();
	}

	/** Makes those ready that waited for this batch alone. */
	settled({ successors = [] }: Batch): void {
		for (const successor of successors) {
			successor.predecessors -= 1;
			if (successor.predecessors === 0) this.readySince.push(successor);
		}
	}
}
