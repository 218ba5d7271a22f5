import type { RateLimitInfo } from '../api/rateLimitHeaders';
import type { Random } from './backOff';
import type { Clock } from './clock';
import type { Admission, Claim, Departure } from './limit/admission';
import { Room } from './limit/room';
import { Queue } from './limit/queue';
import { Ramp } from './limit/ramp';
import type { Documented } from './limit/windows';
import { Probe } from './limit/probe';
import { Waits } from './limit/waits';

export type { Admission, Claim, Departure } from './limit/admission';
export { OwnLimit } from './limit/ownLimit';
export { DAY, MINUTE } from './limit/windows';

/**
 * The limit of one endpoint in one workspace, shared by all executions of this n8n process.
 *
 * A request counts from the moment it leaves until a whole window after its answer came. MoEngage
 * counts it somewhere in between, so it never sees more than the limit in any window, however long
 * the way there takes.
 */
export class RateLimit {
	private readonly queue: Queue<Claim, Departure>;

	private readonly ramp: Ramp;

	private readonly room: Room;

	private readonly probe = new Probe();

	private readonly waits: Waits;

	/** How many wait for the limit of their execution. */
	private inOwnLine = 0;

	/** How many have left so far. */
	private departures = 0;

	/** @param random Where jitter comes from: numbers from 0 to 1 */
	constructor(
		documented: Documented,
		private readonly clock: Clock,
		random: Random = Math.random,
	) {
		this.ramp = new Ramp(random);
		this.room = new Room(documented, random);
		this.waits = new Waits(this.ramp, this.room, this.probe);
		const turns = {
			tick: (now: number) => this.room.tick(now),
			isSure: ({ weight }: Claim, now: number) => this.room.isHeld(weight, now),
			timeUntilTurn: (claim: Claim, now: number) => this.waits.timeUntilTurn(claim, now),
			findTooLongWait: (claim: Claim, now: number) => this.waits.findTooLong(claim, now),
			admit: (claim: Claim, waited: number) => this.depart(claim, waited),
		};
		this.queue = new Queue(turns, clock);
	}

	/** Waits for room in the limit, first come first served, and takes it. */
	async enter(claim: Claim): Promise<Admission> {
		const { own, weight } = claim;
		if (own === undefined) return await this.enterShared(claim);
		this.inOwnLine += 1;
		const ownRoom = await own.enter(claim);
		this.inOwnLine -= 1;
		if (ownRoom.kind !== 'room') return ownRoom;
		const admission = await this.enterShared(claim);
		if (admission.kind === 'departure') {
			return { ...admission, waited: admission.waited + ownRoom.waited };
		}
		own.withdrawn(weight);
		return admission;
	}

	/** Gives back the room of a request that did not leave after all. */
	withdrawn(departure: Departure): void {
		departure.own?.withdrawn(departure.weight);
		this.ramp.returned(departure.number);
		this.room.withdrawn(departure);
		if (departure.isProbe) this.probe.withdrawn();
		this.queue.wake();
	}

	/** Notes an answer that was no 429, or that none came: MoEngage may have counted the request. */
	answered(departure: Departure, rateLimitInfo: RateLimitInfo): void {
		const now = this.clock.now();
		departure.own?.returned(departure.weight, now);
		this.ramp.returned(departure.number);
		this.room.answered(departure, rateLimitInfo, now);
		if (this.ramp.answered(departure.number)) this.room.cap.restore();
		this.probe.answered(departure.isProbe, now);
		if (departure.isProbe) {
			this.room.open();
			this.ramp.resume(now);
		}
		this.queue.wake();
	}

	/**
	 * Notes a 429: everyone stops until MoEngage's time or, where it names none, for a time that
	 * grows with each further 429; then one request tries alone. MoEngage has not counted it.
	 */
	refused(departure: Departure, rateLimitInfo: RateLimitInfo): void {
		const now = this.clock.now();
		departure.own?.withdrawn(departure.weight);
		this.ramp.returned(departure.number);
		const believed = this.room.heedRefusal(departure, rateLimitInfo, now);
		const isFirst = this.ramp.refused(departure.number, believed, now);
		const namesTime = believed.retryAfter !== undefined || believed.resetsIn !== undefined;
		if (isFirst && !namesTime) this.room.capUse(this.ramp.isLoneRefusal, now);
		this.probe.answered(departure.isProbe, now);
		this.queue.wake();
	}

	/** Milliseconds until the limit has room for anyone; Infinity where an answer under way will tell. */
	timeUntilRoom(): number {
		return this.waits.timeUntilRoom({ weight: 1, maxWait: Infinity }, this.clock.now());
	}

	/** Whether nothing would be lost if this limit were forgotten. */
	isIdle(): boolean {
		const now = this.clock.now();
		return (
			!this.isInUse() && this.ramp.timeUntilResumed(now) === 0 && this.room.windows.isEmpty(now)
		);
	}

	/** Whether a request waits or is under way. */
	isInUse(): boolean {
		return this.inOwnLine > 0 || !this.queue.isEmpty || this.ramp.underWay > 0;
	}

	private async enterShared(claim: Claim): Promise<Admission> {
		// Nothing is known yet, or no longer, of what others have sent.
		if (!this.isInUse() && this.room.windows.isMinuteEmpty(this.clock.now())) {
			this.ramp.startWithFew(this.room.capacity.find(claim.own));
		}
		return await this.queue.enter(claim);
	}

	private depart(claim: Claim, waited: number): Departure {
		const now = this.clock.now();
		const { weight, own } = claim;
		const isProbe = this.waits.timeUntilUnblocked(claim, now) > 0;
		const wasAlone = this.room.windows.countMinute(now) === 0;
		this.departures += 1;
		const number = this.departures;
		this.ramp.departed(number);
		const isSettled = this.room.departed(claim, number, now);
		if (isProbe) this.probe.departed();
		return { kind: 'departure', weight, own, number, waited, wasAlone, isProbe, isSettled };
	}
}
