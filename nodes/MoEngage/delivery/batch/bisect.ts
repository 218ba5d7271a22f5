import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import { MAX_SAME_REJECTIONS, type RejectionTracker, type Sampling } from './rejections';
import type { BatchSender } from './sendBatch';

/** The first record of each ordering key: these may be sent before the others. */
const findFirstOfKeys = (records: MoEngageRecord[]): MoEngageRecord[] => {
	const seen = new Set<string>();
	return records.filter(({ orderingKeys }) => {
		const isFirst = !orderingKeys.some((orderingKey) => seen.has(orderingKey));
		for (const orderingKey of orderingKeys) seen.add(orderingKey);
		return isFirst;
	});
};

/** Picks `count` records, evenly spread over the list, or all if there are fewer. */
const pickSamples = (records: MoEngageRecord[], count: number): MoEngageRecord[] => {
	const findPart = (index: number) => Math.floor((index * count) / records.length);
	return records.filter((_, index) => findPart(index) !== findPart(index - 1));
};

/**
 * Finds the records for which MoEngage rejects a batch as a whole, the poison records, and sends the
 * others. One among n records costs about log2(n) + 3 requests. Always the front of the undecided
 * records is sent, so that the order of the records is kept.
 */
export class Bisection {
	private poisonRecords = 0;

	/** Whether the undecided records were rejected together. */
	private isRejected = true;

	/** @param undecided At least two records, which were rejected together */
	constructor(
		private undecided: MoEngageRecord[],
		private readonly sender: BatchSender,
		private readonly tracker: RejectionTracker,
		private sampling?: Sampling,
	) {}

	async settleAll(): Promise<void> {
		await this.sample();
		while (this.undecided.length > 0) {
			// After many poison records, the rest would most likely be rejected again.
			const isAlone = this.undecided.length === 1 || this.poisonRecords >= MAX_SAME_REJECTIONS;
			if (this.isRejected) await this.settlePoisonRecord();
			else if (isAlone) await this.sendFirstAlone();
			else if ((await this.send(this.undecided)) === undefined) this.undecided = [];
			else this.isRejected = true;
		}
	}

	/** Finds out whether requests like this one pass, while others wait. */
	private async sample(): Promise<void> {
		const { sender, tracker } = this;
		if (this.sampling === undefined) await sender.waitForTurn(tracker);
		const sampling = (this.sampling ??= tracker.beginSampling());
		if (!tracker.isAccepted) await this.sendSamples();
		sampling.isOver = true;
	}

	/**
	 * Sends records one by one, from all over the batch, until one is accepted: requests like this one
	 * pass, then. Otherwise all records of the batch are settled in the end. A record whose ordering key
	 * is also that of an earlier one has its turn when that one is settled.
	 */
	private async sendSamples(): Promise<void> {
		let left = MAX_SAME_REJECTIONS;
		while (left > 0 && this.undecided.length > 0) {
			for (const sample of pickSamples(findFirstOfKeys(this.undecided), left)) {
				left -= 1;
				if (!(await this.sendAlone(sample)) || this.undecided.length === 0) return;
			}
		}
	}

	/** Narrows what was rejected together down to one record that causes it. */
	private async settlePoisonRecord(): Promise<void> {
		let suspects = this.undecided.length;
		while (suspects > 2) {
			const size = Math.ceil(suspects / 2);
			const failure = await this.send(this.undecided.slice(0, size));
			if (failure === undefined) {
				this.undecided = this.undecided.slice(size);
				suspects -= size;
			} else {
				suspects = size;
			}
		}
		const isFirst = await this.sendFirstAlone();
		// Of two suspects, the second is the poison record if the first is not.
		if (suspects === 2 && !isFirst) await this.sendFirstAlone();
	}

	private async sendFirstAlone(): Promise<boolean> {
		this.isRejected = false;
		const [first] = this.undecided;
		return first !== undefined && (await this.sendAlone(first));
	}

	/** @returns Whether it was rejected */
	private async sendAlone(record: MoEngageRecord): Promise<boolean> {
		const failure = await this.send([record]);
		this.undecided = this.undecided.filter((other) => other !== record);
		if (failure === undefined) return false;
		this.poisonRecords += 1;
		this.isRejected = false;
		this.sender.fail([record], failure);
		if (this.tracker.noteRejection(failure, record)) {
			this.sender.fail(this.undecided, failure);
			this.undecided = [];
		}
		return true;
	}

	/** Sends records in one request, and settles them unless they are rejected; why, if they are. */
	private async send(records: MoEngageRecord[]): Promise<Failure | undefined> {
		return (await this.sender.send(records, this.sampling))?.failure;
	}
}
