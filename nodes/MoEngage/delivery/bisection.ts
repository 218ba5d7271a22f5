import type { Failure } from '../api/classifyResponse';
import type { MoEngageRecord } from '../api/record';

/** So many refused alone, for the same reason, mean that MoEngage refuses every request like it. */
export const MAX_SAME_REFUSALS = 10;

/** What became of a part of a pool: only what was rejected is not settled. */
export type PartResult =
	| { kind: 'accepted' }
	/** Settled for a reason that is not in its records, such as a lost connection. */
	| { kind: 'settled' }
	| { kind: 'rejected'; failure: Failure };

/** How a division sends and settles. */
export interface DivisionCourse {
	/** Sends a part by itself, and settles it unless it was rejected. */
	send: (part: MoEngageRecord[]) => Promise<PartResult>;
	/** Settles a record that MoEngage rejected alone. */
	refuse: (record: MoEngageRecord, failure: Failure) => void;
	/** Notes a rejection of a record alone; true where it shows that all requests are rejected. */
	concernsAll: (failure: Failure) => boolean;
	/** Settles what is left of a pool that is rejected whatever it holds. */
	refuseAll: (records: MoEngageRecord[], failure: Failure) => void;
}

/** The first record of each subject: these may be sent before the others without changing the order. */
const findFirstOfSubjects = (records: MoEngageRecord[]): MoEngageRecord[] => {
	const seen = new Set<string>();
	return records.filter(({ orderingKeys }) => {
		const isFirst = !orderingKeys.some((subject) => seen.has(subject));
		for (const subject of orderingKeys) seen.add(subject);
		return isFirst;
	});
};

/** Picks so many records, evenly spread over the list, or all where there are fewer. */
const spread = (records: MoEngageRecord[], count: number): MoEngageRecord[] =>
	records.filter(
		(_, index) =>
			Math.floor((index * count) / records.length) !==
			Math.floor(((index - 1) * count) / records.length),
	);

/**
 * Finds the records for which MoEngage rejects a pool as a whole, and sends the others. A culprit
 * among n records costs about log2(n) + 3 requests. Always the front of what is undecided is sent, so
 * that the order of the records holds.
 */
export class Bisection {
	private culprits = 0;

	/** Whether what is undecided was rejected together. */
	private isRejected = true;

	/** @param undecided At least two records, which were rejected together */
	constructor(
		private undecided: MoEngageRecord[],
		private readonly deliveryOptions: DivisionCourse,
	) {}

	/**
	 * Sends records one by one, from all over the pool, until one is accepted: requests like this one
	 * pass, then. Otherwise all records of the pool are settled in the end.
	 */
	async probe(): Promise<void> {
		const probes = spread(findFirstOfSubjects(this.undecided), MAX_SAME_REFUSALS);
		for (const probe of probes) {
			const result = await this.sendAlone(probe);
			if (result.kind !== 'rejected') return;
			if (this.deliveryOptions.concernsAll(result.failure)) {
				this.deliveryOptions.refuseAll(this.undecided, result.failure);
				this.undecided = [];
				return;
			}
		}
	}

	/** Settles all that is undecided. */
	async finish(): Promise<void> {
		while (this.undecided.length > 0) {
			if (this.isRejected) await this.settleCulprit();
			else if (this.maySendTogether()) await this.sendTogether();
			else await this.sendFirstAlone();
		}
	}

	/** One record needs no such request; after many culprits, it would most likely be rejected again. */
	private maySendTogether(): boolean {
		return this.undecided.length > 1 && this.culprits < MAX_SAME_REFUSALS;
	}

	/** Narrows what was rejected together down to one record that causes it. */
	private async settleCulprit(): Promise<void> {
		let suspects = this.undecided.length;
		while (suspects > 2) {
			const size = Math.ceil(suspects / 2);
			const result = await this.deliveryOptions.send(this.undecided.slice(0, size));
			if (result.kind === 'rejected') {
				suspects = size;
			} else {
				this.undecided = this.undecided.slice(size);
				suspects -= size;
			}
		}
		const isFirst = await this.sendFirstAlone();
		// Of two suspects, the second is the culprit if the first is not.
		if (suspects === 2 && !isFirst) await this.sendFirstAlone();
	}

	private async sendTogether(): Promise<void> {
		const result = await this.deliveryOptions.send(this.undecided);
		this.isRejected = result.kind === 'rejected';
		if (!this.isRejected) this.undecided = [];
	}

	/** @returns Whether it was rejected */
	private async sendFirstAlone(): Promise<boolean> {
		this.isRejected = false;
		const [first] = this.undecided;
		return first !== undefined && (await this.sendAlone(first)).kind === 'rejected';
	}

	private async sendAlone(record: MoEngageRecord): Promise<PartResult> {
		const result = await this.deliveryOptions.send([record]);
		this.undecided = this.undecided.filter((other) => other !== record);
		if (result.kind === 'rejected') {
			this.culprits += 1;
			this.isRejected = false;
			this.deliveryOptions.refuse(record, result.failure);
		}
		return result;
	}
}
