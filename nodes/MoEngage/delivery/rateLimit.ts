import type { Endpoint } from '../api/endpoints';
import type { RateLimitNews } from '../api/rateLimitHeaders';
import { CANCEL_CHECK_INTERVAL, type Clock } from './clock';
import type { Admission, Claim, Departure } from './limit/admission';
import { Queue } from './limit/queue';
import { Ramp } from './limit/ramp';
import { Windows } from './limit/windows';

export type { Admission, Claim, Departure } from './limit/admission';
export { DAY, MINUTE } from './limit/windows';

interface Waiter extends Claim {
	since: number;
	admit: (admission: Admission) => void;
}

/**
 * The limit of one endpoint in one workspace, shared by all executions of this n8n process.
 *
 * A request counts from the moment it leaves until a whole window after its answer came. MoEngage
 * counts it somewhere in between, so it never sees more than the limit in any window, however long
 * the way there takes.
 */
export class RateLimit {
	private readonly queue = new Queue<Waiter>();

	private readonly ramp = new Ramp();

	private readonly windows: Windows;

	/** How many have left so far. */
	private departures = 0;

	private wakeUp = () => {};

	private isPumping = false;

	constructor(
		private readonly documented: Pick<Endpoint, 'perMinute' | 'perDay'>,
		private readonly clock: Clock,
	) {
		this.windows = new Windows(documented);
	}

	/** Waits for room in the limit, first come first served, and takes it. */
	async enter(claim: Claim): Promise<Admission> {
		if (claim.signal?.aborted) return { kind: 'cancelled' };
		const now = this.clock.now();
		if (!this.isInUse() && this.windows.isMinuteEmpty(now)) {
			this.ramp.startWithFew(claim.own?.perMinute ?? this.documented.perMinute);
		}
		this.tick(now);
		if (this.queue.isEmpty && this.timeUntilRoom(claim, now) === 0) {
			return this.depart(claim.weight, now);
		}
		return await new Promise<Admission>((admit) => {
			this.queue.add({ ...claim, since: now, admit });
			if (!this.isPumping) void this.pump();
		});
	}

	/** Gives back the room of a request that did not leave after all. */
	withdrawn({ weight }: Departure): void {
		this.ramp.returned();
		this.windows.withdrawn(weight);
		this.wakeUp();
	}

	/** Notes an answer that was no 429, or that none came: MoEngage may have counted the request. */
	answered(departure: Departure, news: RateLimitNews): void {
		this.returned(departure, news);
		this.ramp.answered(departure.number);
	}

	/**
	 * Notes a 429: everyone stops until MoEngage's time or, where it names none, for a time that
	 * doubles with each further 429; then one request tries alone.
	 */
	refused(departure: Departure, news: RateLimitNews): void {
		this.returned(departure, news);
		this.ramp.refused(departure.number, news, this.clock.now());
	}

	/** Whether nothing would be lost if this limit were forgotten. */
	isIdle(): boolean {
		const now = this.clock.now();
		return !this.isInUse() && !this.ramp.isPaused(now) && this.windows.isEmpty(now);
	}

	/** Whether a request waits or is under way. */
	isInUse(): boolean {
		return !this.queue.isEmpty || this.ramp.underWay > 0;
	}

	private depart(weight: number, since: number): Departure {
		const now = this.clock.now();
		const wasAlone = this.ramp.underWay === 0 && this.windows.isMinuteEmpty(now);
		this.departures += 1;
		this.ramp.departed(this.departures);
		this.windows.departed(weight, this.departures);
		return {
			kind: 'departure',
			weight,
			number: this.departures,
			waited: now - since,
			wasAlone,
		};
	}

	private returned({ weight, number }: Departure, news: RateLimitNews): void {
		this.ramp.returned();
		this.windows.returned(weight, number, news, this.clock.now());
		this.wakeUp();
	}

	/** Lets the state follow the time. */
	private tick(now: number): void {
		// Whoever else sends has waited for the same moment.
		if (this.windows.tick(now)) this.ramp.startWithOne();
	}

	/** Milliseconds until the claim fits; Infinity while it waits for an answer under way. */
	private timeUntilRoom({ weight, own }: Claim, now: number): number {
		return Math.max(
			this.ramp.timeUntilOpen(now),
			this.windows.timeUntilRoom(weight, own?.perMinute, now),
		);
	}

	/** Lets the waiters in, one after the other, as long as there are any. */
	private async pump(): Promise<void> {
		this.isPumping = true;
		for (;;) {
			this.dismiss(({ signal }) => signal?.aborted === true, { kind: 'cancelled' });
			const { first } = this.queue;
			if (first === undefined) break;
			const now = this.clock.now();
			this.tick(now);
			const wait = this.timeUntilRoom(first, now);
			if (wait === 0) {
				this.queue.takeFirst();
				first.admit(this.depart(first.weight, first.since));
			} else if (wait > first.maxWait && wait !== Infinity) {
				this.queue.takeFirst();
				first.admit({ kind: 'outOfReach', wait });
			} else {
				await this.waitBehindFirst(wait);
			}
		}
		this.isPumping = false;
	}

	private async waitBehindFirst(wait: number): Promise<void> {
		// Nobody overtakes the first, so its wait is the least that the others have before them.
		if (wait !== Infinity) {
			this.dismiss(({ maxWait }) => maxWait < wait, { kind: 'outOfReach', wait });
		}
		const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
		await Promise.race([woken, this.clock.sleep(Math.min(wait, CANCEL_CHECK_INTERVAL))]);
	}

	private dismiss(isConcerned: (waiter: Waiter) => boolean, admission: Admission): void {
		for (const { admit } of this.queue.takeAll(isConcerned)) admit(admission);
	}
}
