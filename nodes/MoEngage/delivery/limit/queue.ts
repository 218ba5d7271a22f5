import type { Clock } from '../time';

/** How long the first in line has to wait. */
export interface Wait {
	/** Infinity if something has to happen first, such as an answer. */
	milliseconds: number;
	/** Whether it waits for a limit, and not for the answers to other requests. */
	isForLimit: boolean;
}

export interface QueueRules<Request, Permit> {
	findWait: (request: Request, now: number) => Wait;
	/** The result for a request that would have to wait longer than it may. */
	findOutOfReach?: (request: Request, now: number) => OutOfReach | undefined;
	/** Lets the request pass. `waited` says how many milliseconds it has waited for a limit. */
	admit: (request: Request, waited: number) => Permit;
}

export interface OutOfReach {
	kind: 'limitUsedUp';
	/** Milliseconds until there is quota again; absent if MoEngage has not named a time. */
	wait?: number;
}

export type QueueResult<Permit> = Permit | OutOfReach | { kind: 'cancelled' };

interface Queued {
	signal?: AbortSignal;
	/** Whether it goes ahead of all other requests, except earlier ones that also do. */
	goesFirst?: boolean;
}

interface Waiter<Request, Permit> {
	request: Request;
	/** What `limitedTime` was when it came. */
	limitedTime: number;
	end: (result: QueueResult<Permit>) => void;
}

const isLater = ({ request }: { request: Queued }) => !request.goesFirst;

/** Requests that wait for their turn: first come, first served. */
export class Queue<Request extends Queued, Permit> {
	private waiters: Array<Waiter<Request, Permit>> = [];

	/** How long the first in line has waited for a limit so far. Milliseconds. */
	private limitedTime = 0;

	private isPumping = false;

	/** Looks again at whose turn it is, because something has changed. */
	wake = () => {};

	constructor(
		private readonly rules: QueueRules<Request, Permit>,
		private readonly clock: Clock,
	) {}

	get isEmpty(): boolean {
		return this.waiters.length === 0;
	}

	async wait(request: Request): Promise<QueueResult<Permit>> {
		if (request.signal?.aborted) return { kind: 'cancelled' };
		return await new Promise((end) => {
			const waiter = { request, limitedTime: this.limitedTime, end };
			const index = request.goesFirst ? this.waiters.findIndex(isLater) : -1;
			this.waiters.splice(index === -1 ? this.waiters.length : index, 0, waiter);
			if (!this.isPumping) void this.pump();
			else if (request.goesFirst) this.wake();
		});
	}

	/** Lets the waiters pass, one after the other, as long as there are any. */
	private async pump(): Promise<void> {
		this.isPumping = true;
		for (;;) {
			const [first] = this.waiters;
			if (first === undefined) break;
			const wait = this.rules.findWait(first.request, this.clock.now());
			if (first.request.signal?.aborted || wait.milliseconds > 0) {
				if (!this.dismiss()) await this.sleep(wait);
			} else {
				this.waiters.shift();
				first.end(this.rules.admit(first.request, this.limitedTime - first.limitedTime));
			}
		}
		this.isPumping = false;
	}

	private async sleep({ milliseconds, isForLimit }: Wait): Promise<void> {
		const start = this.clock.now();
		const woken = new Promise<void>((resolve) => (this.wake = resolve));
		const longest = Math.min(milliseconds, this.clock.checkInterval);
		await Promise.race([woken, this.clock.sleep(longest)]);
		if (isForLimit) this.limitedTime += this.clock.now() - start;
	}

	/** Ends the waits of cancelled executions, and those that would take too long; whether there are any. */
	private dismiss(): boolean {
		const now = this.clock.now();
		const before = this.waiters.length;
		this.waiters = this.waiters.filter(({ request, end }) => {
			const result = request.signal?.aborted
				? ({ kind: 'cancelled' } as const)
				: this.rules.findOutOfReach?.(request, now);
			if (result !== undefined) end(result);
			return result === undefined;
		});
		return this.waiters.length < before;
	}
}
