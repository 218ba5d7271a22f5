import { sleep } from 'n8n-workflow';

/** Milliseconds between two looks at the time and at whether the execution is cancelled. */
const LOOK_INTERVAL = 100;

/** The time in which an attempt must be over. */
export class Deadline {
	private readonly controller = new AbortController();

	private giveUp = () => {};

	/** Whether the attempt came to an end, or was ended. */
	isOver = false;

	isTimeUp = false;

	/** @param endsAt On the clock that never steps back, in milliseconds */
	constructor(private readonly endsAt: number) {}

	/** Aborted when the time is up or the execution is cancelled, whichever comes first. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	/** Waits for the work, but rejects as soon as the signal is aborted. */
	async limit<Result>(work: Promise<Result>): Promise<Result> {
		return await new Promise((resolve, reject) => {
			this.giveUp = () => reject(new Error('The attempt was given up'));
			if (this.signal.aborted) this.giveUp();
			work.then(resolve, reject);
		});
	}

	look(isCancelled: boolean): void {
		this.isTimeUp = performance.now() >= this.endsAt;
		if (this.isTimeUp || isCancelled) this.abort();
	}

	abort(): void {
		this.isOver = true;
		this.controller.abort();
		this.giveUp();
	}
}

/**
 * The deadlines of all attempts of an execution. One timer looks at all of them, so that thousands of
 * attempts need no timer of their own and no listener each of the execution's signal.
 */
export class Deadlines {
	private open: Deadline[] = [];

	private isWatching = false;

	/** @param timeout Milliseconds from the start of an attempt to the last byte of its answer */
	constructor(
		private readonly timeout: number,
		private readonly cancelled?: AbortSignal,
	) {}

	start(): Deadline {
		const deadline = new Deadline(performance.now() + this.timeout);
		if (this.cancelled?.aborted) deadline.abort();
		this.open.push(deadline);
		if (!this.isWatching) void this.watch();
		return deadline;
	}

	private async watch(): Promise<void> {
		this.isWatching = true;
		while (this.open.length > 0) {
			await sleep(Math.min(LOOK_INTERVAL, this.timeout));
			this.open = this.open.filter(({ isOver }) => !isOver);
			for (const deadline of this.open) deadline.look(this.cancelled?.aborted === true);
		}
		this.isWatching = false;
	}
}
