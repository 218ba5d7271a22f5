import type { TimeSlice } from '../../../nodes/MoEngage/delivery';
import { systemClock, type Clock } from '../../../nodes/MoEngage/delivery/time';
import { isQuick } from '../../quick';

interface Sleeper {
	until: number;
	wake: () => void;
}

/** Longer than anything waits here: who has not ended by then never does. */
const NEVER = 100 * 24 * 60 * 60_000;

/** A mutant that never ends must not keep the processor from those that come after it. Real milliseconds. */
const MAX_REAL_TIME = isQuick ? 5_000 : Infinity;

/** A clock whose minutes pass at once: whenever all that can be done is done, it goes on by itself. */
export class FakeClock implements Clock {
	private time = 0;

	private sleepers: Sleeper[] = [];

	/**
	 * @param stall How many milliseconds too late each sleep ends, as on a busy machine
	 * @param checkInterval As on the system's clock; longer in simulations that cancel nothing
	 */
	constructor(
		private readonly stall: () => number = () => 0,
		readonly checkInterval = systemClock.checkInterval,
	) {}

	now = (): number => this.time;

	sleep = async (milliseconds: number): Promise<void> =>
		await new Promise((wake) => {
			const sleeper = { until: this.time + milliseconds, wake };
			// Most sleep longer than those before them, so the place is looked for from the end.
			let place = this.sleepers.length;
			while ((this.sleepers[place - 1]?.until ?? 0) > sleeper.until) place -= 1;
			this.sleepers.splice(place, 0, sleeper);
		});

	/** Lets so much time pass. */
	async pass(milliseconds: number): Promise<void> {
		const end = this.time + milliseconds;
		for (;;) {
			await this.settle();
			const [next] = this.sleepers;
			if (next === undefined || next.until > end) break;
			this.wakeNext();
		}
		this.time = Math.max(this.time, end);
	}

	/** Lets time pass until the work is done; throws where it waits for nothing, or forever. */
	async finish<T>(work: Promise<T>): Promise<T> {
		const latest = performance.now() + MAX_REAL_TIME;
		let isDone = false;
		const end = () => {
			isDone = true;
		};
		work.then(end, end);
		for (;;) {
			await this.settle();
			if (isDone) return await work;
			if (this.sleepers.length === 0) throw new Error('Nothing sleeps and nothing ends: deadlock');
			if (this.time > NEVER || performance.now() > latest) throw new Error('It never ends');
			this.wakeNext();
		}
	}

	/** Lets everything happen that needs no time. */
	async settle(): Promise<void> {
		await new Promise(setImmediate);
	}

	private wakeNext(): void {
		const [next] = this.sleepers;
		if (next === undefined) return;
		this.time = Math.max(this.time, next.until) + this.stall();
		const later = this.sleepers.findIndex(({ until }) => until > next.until);
		const woken = this.sleepers.splice(0, later === -1 ? this.sleepers.length : later);
		for (const { wake } of woken) wake();
	}
}

/** Work that takes no time, so that it never has to yield. */
export const noWork: Pick<TimeSlice, 'isOver' | 'yieldToEventLoop' | 'allowRequest'> = {
	isOver: false,
	yieldToEventLoop: async () => await Promise.resolve(),
	allowRequest: async () => await Promise.resolve(),
};
