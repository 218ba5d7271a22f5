import { sleep } from 'n8n-workflow';

/** Where time comes from, so that tests can let a minute pass at once. */
export interface Clock {
	/** Milliseconds on a clock that never steps back. */
	now: () => number;
	sleep: (milliseconds: number) => Promise<void>;
	/** Milliseconds after which those who sleep look whether something has changed, such as a cancellation. */
	checkInterval: number;
}

export const systemClock: Clock = { now: () => performance.now(), sleep, checkInterval: 250 };

/** How long a missing answer may hold up other requests. Milliseconds. */
export const MAX_WAIT_FOR_ANSWER = 10_000;

export const sleepUnlessCancelled = async (
	milliseconds: number,
	signal: AbortSignal,
	clock = systemClock,
): Promise<void> => {
	const end = clock.now() + milliseconds;
	for (;;) {
		const left = end - clock.now();
		if (left <= 0 || signal.aborted) return;
		await clock.sleep(Math.min(left, clock.checkInterval));
	}
};

/** The base of the exponential wait, and what MoEngage asks to wait after a 5xx. Milliseconds. */
export const BACK_OFF_BASE = 2_000;

/** The shortest wait before anything is repeated, whatever an answer says. Milliseconds. */
export const MIN_PAUSE = 1_000;

/** Where random numbers from 0 to 1 come from, so that tests can repeat a run. */
export type Random = () => number;

/** Adds up to half of the time, so that requests that met a 429 together come back apart. */
export const addJitter = (milliseconds: number, random: Random): number =>
	milliseconds * (1 + random() / 2);

/** Milliseconds that a loop may work before it lets the rest of n8n go on. */
const SLICE_LENGTH = 15;

/**
 * Requests that may be sent in one time slice. What n8n's helper does with them comes later, all at
 * once, so the time until then does not tell.
 */
const MAX_REQUESTS_IN_SLICE = 25;

/** Thrown where a long loop notices that the execution was cancelled. */
export class Cancelled extends Error {}

/**
 * Keeps a long loop from blocking n8n's event loop: webhooks, the stop button and, in queue mode, the
 * renewal of the job's lock wait behind it.
 */
export class TimeSlice {
	private since = performance.now();
	private requests = 0;
	private nextSlice?: Promise<void>;

	constructor(private readonly signal?: AbortSignal) {}

	/** Whether it is time to `yieldToEventLoop`; asking is cheap, so a loop asks at each step. */
	get isOver(): boolean {
		return performance.now() - this.since >= SLICE_LENGTH;
	}

	/** @throws Cancelled */
	async yieldToEventLoop(): Promise<void> {
		await this.startNext();
		if (this.signal?.aborted) throw new Cancelled();
	}

	/** Waits until one more request may be sent in the current slice. */
	async allowRequest(): Promise<void> {
		// All who wait go on together, so each of them looks again whether the new slice is over.
		while (this.isOver || this.requests >= MAX_REQUESTS_IN_SLICE) await this.startNext();
		this.requests += 1;
	}

	private async startNext(): Promise<void> {
		this.nextSlice ??= sleep(0).then(() => {
			this.requests = 0;
			this.since = performance.now();
			this.nextSlice = undefined;
		});
		await this.nextSlice;
	}
}
