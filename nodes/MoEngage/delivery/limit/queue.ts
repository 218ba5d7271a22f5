import { CANCEL_CHECK_INTERVAL, type Clock } from '../clock';

/** What decides over those who wait. Times are in milliseconds. */
export interface Turns<Claim, Pass> {
	/** Lets the state follow the time. */
	tick: (now: number) => void;
	/** Time until the first in line may pass; Infinity while it waits for the answer to a request. */
	timeUntilTurn: (claim: Claim, now: number) => number;
	/** Whether a claim that may pass now will surely not be refused. */
	isSure: (claim: Claim, now: number) => boolean;
	/** The time until a claim could pass where it is longer than the claim may wait. */
	findTooLongWait: (claim: Claim, now: number) => number | undefined;
	/** Lets the claim pass, after it has waited for the limit so long. */
	admit: (claim: Claim, waited: number) => Pass;
}

/** What came of waiting. */
export type Result<Pass> = Pass | { kind: 'outOfReach'; wait: number } | { kind: 'cancelled' };

interface Claimant {
	signal?: AbortSignal;
	/** How often it has passed in vain. */
	failures?: number;
}

interface Waiter<Claim, Pass> {
	claim: Claim;
	/** What `limitedTime` was when it came. */
	limitedTime: number;
	end: (result: Result<Pass>) => void;
}

const countRefusals = ({ claim: { failures = 0 } }: { claim: Claimant }) => failures;

/**
 * Those who wait for their turn: first come, first served. Who was refused before lets others try,
 * and goes first where it is sure to succeed.
 */
export class Queue<Claim extends Claimant, Pass> {
	/** Those who were refused more often stand behind the others. */
	private waiters: Array<Waiter<Claim, Pass>> = [];

	/** How long the first in line has waited for the limit so far, and not for an answer. */
	private limitedTime = 0;

	private isPumping = false;

	private wakeUp = () => {};

	constructor(
		private readonly turns: Turns<Claim, Pass>,
		private readonly clock: Clock,
	) {}

	get isEmpty(): boolean {
		return this.waiters.length === 0;
	}

	/** Waits for its turn. */
	async enter(claim: Claim): Promise<Result<Pass>> {
		if (claim.signal?.aborted) return { kind: 'cancelled' };
		const now = this.clock.now();
		this.turns.tick(now);
		if (this.isEmpty && this.turns.timeUntilTurn(claim, now) === 0) {
			return this.turns.admit(claim, 0);
		}
		return await new Promise((end) => {
			const waiter = { claim, limitedTime: this.limitedTime, end };
			this.waiters.splice(this.findPlace(countRefusals(waiter)), 0, waiter);
			if (!this.isPumping) void this.pump();
		});
	}

	/** Looks again at whose turn it is, because something has changed. */
	wake(): void {
		this.wakeUp();
	}

	/** Lets the waiters in, one after the other, as long as there are any. */
	private async pump(): Promise<void> {
		this.isPumping = true;
		for (;;) {
			this.dismiss(({ signal }) => (signal?.aborted ? { kind: 'cancelled' } : undefined));
			const now = this.clock.now();
			const next = this.findNext(now);
			const first = this.waiters[next];
			if (first === undefined) break;
			this.turns.tick(now);
			const wait = this.turns.timeUntilTurn(first.claim, now);
			if (wait === 0) {
				this.waiters.splice(next, 1);
				first.end(this.turns.admit(first.claim, this.limitedTime - first.limitedTime));
			} else if (!this.dismissWhoCannotWait(now)) {
				await this.sleep(wait);
			}
		}
		this.isPumping = false;
	}

	/** The place behind all that were refused as often. */
	private findPlace(failures: number): number {
		let place = this.waiters.length;
		for (; place > 0; place -= 1) {
			const waiter = this.waiters[place - 1];
			if (waiter === undefined || countRefusals(waiter) <= failures) break;
		}
		return place;
	}

	/** The place of the one whose turn it is. */
	private findNext(now: number): number {
		const last = this.waiters.at(-1);
		if (last === undefined) return 0;
		const failures = countRefusals(last);
		if (failures === 0 || !this.turns.isSure(last.claim, now)) return 0;
		return this.waiters.findIndex((waiter) => countRefusals(waiter) === failures);
	}

	private async sleep(wait: number): Promise<void> {
		const start = this.clock.now();
		const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
		await Promise.race([woken, this.clock.sleep(Math.min(wait, CANCEL_CHECK_INTERVAL))]);
		if (wait !== Infinity) this.limitedTime += this.clock.now() - start;
	}

	private dismissWhoCannotWait(now: number): boolean {
		return this.dismiss((claim) => {
			const wait = this.turns.findTooLongWait(claim, now);
			return wait === undefined ? undefined : { kind: 'outOfReach', wait };
		});
	}

	/** Ends the wait of everybody for whom there is a result, wherever they stand. */
	private dismiss(judge: (claim: Claim) => Result<Pass> | undefined): boolean {
		const staying: Array<Waiter<Claim, Pass>> = [];
		for (const waiter of this.waiters) {
			const result = judge(waiter.claim);
			if (result === undefined) staying.push(waiter);
			else waiter.end(result);
		}
		const isDismissing = staying.length < this.waiters.length;
		if (isDismissing) this.waiters = staying;
		return isDismissing;
	}
}
