import type { MoEngageRecord } from '../../api/record';
import { MAX_WAIT_FOR_ANSWER } from '../inFlight';
import type { SendContext } from '../send/context';
import type { RejectionTracker } from './rejectionTracker';

/** A rejected batch whose records are sent alone, to find out whether requests like it pass. */
export interface Sampling {
	tracker: RejectionTracker;
	/** When others wait no longer; Infinity while a sample waits to be sent. */
	holdsUntil: number;
}

/**
 * Lets the requests of a run wait while a rejected batch finds out whether they can pass: all of them
 * until anything was accepted in the run, then only those with the same batch key. Nobody waits longer
 * than ten seconds after a sample was sent. One batch has its turn at a time, because what it finds out
 * may settle the others.
 */
export class SamplingTurns {
	private readonly samplings = new Map<readonly MoEngageRecord[], Sampling>();

	constructor(private readonly context: Pick<SendContext, 'clock' | 'signal'>) {}

	/** Begins the turn of a rejected batch at once, unless it has to wait for that of another one. */
	tryBegin(batch: readonly MoEngageRecord[], tracker: RejectionTracker): void {
		if (tracker.isAccepted || this.isHeldUp(tracker)) return;
		this.samplings.set(batch, { tracker, holdsUntil: Infinity });
	}

	/** Waits for the turn of a rejected batch, which may have begun already. */
	async begin(batch: readonly MoEngageRecord[], tracker: RejectionTracker): Promise<Sampling> {
		const begun = this.samplings.get(batch);
		if (begun !== undefined) return begun;
		await this.wait(tracker);
		const sampling = { tracker, holdsUntil: Infinity };
		this.samplings.set(batch, sampling);
		return sampling;
	}

	end(batch: readonly MoEngageRecord[]): void {
		this.samplings.delete(batch);
	}

	/** Waits until a request may be sent, or the delivery ends. */
	async wait(tracker: RejectionTracker): Promise<void> {
		const { clock, signal } = this.context;
		while (this.isHeldUp(tracker) && !signal.aborted) await clock.sleep(clock.checkInterval);
	}

	isHeldUp(tracker: RejectionTracker): boolean {
		const now = this.context.clock.now();
		return [...this.samplings.values()].some(
			(sampling) => now < sampling.holdsUntil && sampling.tracker.concerns(tracker),
		);
	}

	noteSample(sampling: Sampling, isSent: boolean): void {
		const now = this.context.clock.now();
		sampling.holdsUntil = isSent ? now + MAX_WAIT_FOR_ANSWER : Infinity;
	}
}
