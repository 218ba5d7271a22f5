import { sleep } from 'n8n-workflow';

/** Milliseconds that a loop may work before it lets the rest of n8n go on. */
const MAX_STRETCH = 15;

/**
 * So many requests may leave in one stretch. What n8n's helper does with them comes later, all at
 * once, so the time until then does not tell.
 */
const MAX_DEPARTURES = 25;

/** Thrown where a long loop notices that the execution was cancelled. */
export class Cancelled extends Error {}

/**
 * Keeps a long loop from holding n8n's event loop: webhooks, the stop button and, in queue mode, the
 * renewal of the job's lock wait behind it.
 */
export class TimeSlice {
	private since = performance.now();

	private departures = 0;

	private resting?: Promise<void>;

	constructor(private readonly signal?: AbortSignal) {}

	/** Whether it is time to `giveWay`; asking is cheap, so a loop asks at each step. */
	get isOver(): boolean {
		return performance.now() - this.since >= MAX_STRETCH;
	}

	/** @throws Cancelled */
	async yieldToEventLoop(): Promise<void> {
		await this.rest();
		if (this.signal?.aborted) throw new Cancelled();
	}

	/**
	 * Lets the rest of n8n go on. All who rest at the same time go on together, so each of them looks
	 * again whether the new stretch is over.
	 */
	async rest(): Promise<void> {
		this.resting ??= this.startAnew();
		await this.resting;
	}

	/** Waits until one more request may leave in the stretch. */
	async depart(): Promise<void> {
		while (this.isOver || this.departures >= MAX_DEPARTURES) await this.rest();
		this.departures += 1;
	}

	private async startAnew(): Promise<void> {
		await sleep(0);
		this.departures = 0;
		this.since = performance.now();
		this.resting = undefined;
	}
}
