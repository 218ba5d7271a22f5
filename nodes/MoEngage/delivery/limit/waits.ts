import type { Claim } from './admission';
import type { Probe } from './probe';
import type { Ramp } from './ramp';
import type { Room } from './room';

/** How long a request has to wait for each of its reasons. Asking changes nothing. */
export class Waits {
	constructor(
		private readonly ramp: Ramp,
		private readonly room: Room,
		private readonly probe: Probe,
	) {}

	/** Milliseconds until the claim may leave; Infinity while it waits for an answer under way. */
	timeUntilTurn(claim: Claim, now: number): number {
		if (this.ramp.isFull() || this.probe.isPending()) return Infinity;
		const block = this.timeUntilUnblocked(claim, now);
		// Where nothing is under way, no answer will tell whether the block still stands.
		const canProbe = this.ramp.underWay === 0;
		return Math.max(
			canProbe ? Math.min(block, this.probe.timeUntilDue(now)) : block,
			this.room.timeUntilOwn(claim, now),
			this.room.timeUntilShare(claim.weight, now),
		);
	}

	/** Milliseconds until what MoEngage asked for is over: its pause, or its limit being used up. */
	timeUntilUnblocked({ weight }: Claim, now: number): number {
		return Math.max(this.ramp.timeUntilResumed(now), this.room.timeUntilAnnounced(weight, now));
	}

	/** Milliseconds until the limit has room for the claim, whoever takes it. */
	timeUntilRoom(claim: Claim, now: number): number {
		return Math.max(this.timeUntilUnblocked(claim, now), this.room.timeUntilOwn(claim, now));
	}

	/** The time until there is room where the claim may not wait so long. */
	findTooLong(claim: Claim, now: number): number | undefined {
		if (this.probe.isPending()) return undefined;
		const wait = this.timeUntilRoom(claim, now);
		return wait !== Infinity && wait > claim.maxWait ? wait : undefined;
	}
}
