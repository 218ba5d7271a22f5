import { MINUTE } from './windows';

/** When nothing was heard for so long, one request tries in spite of a block. Milliseconds. */
const PROBE_INTERVAL = 5 * MINUTE;

/** Finds out now and then whether a block of the limit still stands. */
export class Probe {
	/** When MoEngage last answered. */
	private lastWord = -Infinity;

	private isUnderWay = false;

	/** Whether the answer to a probe is due, which decides for all others. */
	isPending(): boolean {
		return this.isUnderWay;
	}

	/** Milliseconds until a request may try. */
	timeUntilDue(now: number): number {
		return Math.max(0, this.lastWord + PROBE_INTERVAL - now);
	}

	departed(): void {
		this.isUnderWay = true;
	}

	/** Notes that a probe did not leave after all. */
	withdrawn(): void {
		this.isUnderWay = false;
	}

	/** Notes an answer, to a probe or to any other request. */
	answered(isProbe: boolean, now: number): void {
		this.lastWord = now;
		if (isProbe) this.isUnderWay = false;
	}
}
