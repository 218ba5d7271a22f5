import type { Announced } from './announced';
import type { OwnLimit } from './ownLimit';
import { MINUTE, type Documented } from './windows';

/** What the workspace may send in a minute, in what the endpoint counts. */
export class Capacity {
	/** Whether MoEngage's headers count requests where its limit counts records. */
	readonly countsRecords: boolean;

	/** A larger limit that an execution was given, as long as its requests count. */
	private raised = { perMinute: 0, until: -Infinity };

	constructor(
		private readonly documented: Documented,
		private readonly announced: Announced,
	) {
		this.countsRecords = documented.batch?.countsRecords === true;
	}

	/** By what the execution was given, MoEngage's headers tell, or is documented. */
	find(own?: OwnLimit): number {
		const { perMinute } = this.documented;
		if (own !== undefined && own.perMinute > perMinute) return own.perMinute;
		return this.countsRecords ? perMinute : (this.announced.limit ?? perMinute);
	}

	/** Where an execution with a larger limit sends, its requests leave no less room to others. */
	findForAll(own: OwnLimit | undefined, now: number): number {
		return Math.max(this.isRaised(now) ? this.raised.perMinute : 0, this.find(own));
	}

	isRaised(now: number): boolean {
		return this.raised.until > now;
	}

	departed(own: OwnLimit | undefined, now: number): void {
		if (own === undefined || own.perMinute <= this.documented.perMinute) return;
		this.raised = { perMinute: own.perMinute, until: now + MINUTE };
	}
}
