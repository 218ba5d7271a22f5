import type { IDataObject } from 'n8n-workflow';

import type { Attempt, MoEngageRequest } from '../../../nodes/MoEngage/api/request';
import type { FakeClock } from './fakeClock';

const MINUTE = 60_000;

/** Some moment that is no full second. */
const START = Date.UTC(2026, 10, 21, 22, 30) + 350;

export interface FakeSettings {
	/** The limit that it keeps to, whatever is documented. */
	perMinute: number;
	/** How it writes the reset in its headers; `none` sends no header at all. */
	headers: 'seconds' | 'epochSeconds' | 'none';
	/** Whether it counts the last 60 seconds at any time (default), or each minute anew. */
	windows?: 'sliding' | 'fixed';
	/** Milliseconds that the next request takes there and back. */
	latency: () => [number, number];
}

export const answer = (status: number, json: IDataObject = {}, headers = {}): Attempt => ({
	kind: 'answer',
	status,
	headers,
	text: JSON.stringify(json),
});

/** Keeps to one limit, as MoEngage counts: no minute, wherever it starts, admits more. */
export class FakeMoEngage {
	/** When it counted a request, admitted or not. */
	readonly arrivals: number[] = [];

	/** The bodies of the requests, in the order in which they left for it. */
	readonly left: string[] = [];

	refused = 0;

	private admitted: number[] = [];

	constructor(
		private readonly clock: FakeClock,
		private readonly settings: FakeSettings,
	) {}

	send = async (request: Pick<MoEngageRequest, 'body'>): Promise<Attempt> => {
		const [there, back] = this.settings.latency();
		this.left.push(request.body ?? '');
		await this.clock.sleep(there);
		const attempt = this.receive();
		await this.clock.sleep(back);
		return attempt;
	};

	/** The most that arrived within a minute, from a moment on. */
	countMost(from = 0): number {
		const arrivals = this.arrivals.filter((at) => at >= from);
		const counts = arrivals.map(
			(start) => arrivals.filter((at) => at >= start && at < start + MINUTE).length,
		);
		return Math.max(0, ...counts);
	}

	private receive(): Attempt {
		const now = this.clock.now();
		const { perMinute, windows } = this.settings;
		this.arrivals.push(now);
		const start = windows === 'fixed' ? now - (now % MINUTE) - 1 : now - MINUTE;
		this.admitted = this.admitted.filter((at) => at > start);
		const isFull = this.admitted.length >= perMinute;
		if (isFull) this.refused += 1;
		else this.admitted.push(now);
		const oldest = windows === 'fixed' ? start + 1 : (this.admitted[0] ?? now);
		const headers = this.writeHeaders(perMinute - this.admitted.length, oldest + MINUTE);
		if (isFull) return answer(429, { error: { message: 'Rate limit exceeded' } }, headers);
		return answer(200, { status: 'success' }, headers);
	}

	private writeHeaders(remaining: number, resetsAt: number): IDataObject {
		const { headers, perMinute } = this.settings;
		if (headers === 'none') return {};
		const reset =
			headers === 'seconds'
				? Math.ceil((resetsAt - this.clock.now()) / 1_000)
				: Math.ceil((START + resetsAt) / 1_000);
		return {
			date: new Date(START + this.clock.now()).toUTCString(),
			'x-ratelimit-limit': String(perMinute),
			'x-ratelimit-remaining': String(remaining),
			'x-ratelimit-reset': String(reset),
		};
	}
}
