import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { DeliveryStats, CircuitBreaker, sendWithRetries } from '../../../nodes/MoEngage/delivery';
import { RateLimit } from '../../../nodes/MoEngage/delivery/rateLimit';
import { FakeClock, noWork } from './fakeClock';
import { FakeMoEngage, type FakeSettings } from './fakeMoEngage';
import { createRandom } from './random';

const MINUTE = 60_000;

/** So many windows are needed where all of the limit is used. */
const WINDOWS = 10;

const MAX_RETRIES = 5;

/** So many requests of a worker are under way or wait for the limit at a time. */
const LANES = 20;

/** One setting of the simulation: workers that share one limit, each with as many requests. */
export interface Sharing {
	workers: number;
	perMinute: number;
	headers: FakeSettings['headers'];
	windows: 'sliding' | 'fixed';
	/** Milliseconds within which the workers begin; at once if absent. */
	beginWithin?: number;
	seed: number;
}

export interface Shared {
	/** Requests that MoEngage refused, as a share of all that were wanted. */
	refused: number;
	/** Requests that were refused after their last retry. */
	lost: number;
	/** The time that it took against the best that is possible: nine minutes for ten windows. */
	time: number;
}

/** Sends ten windows' worth of requests from several workers, in virtual time. */
export const shareLimit = async (sharing: Sharing): Promise<Shared> => {
	const { workers, perMinute, headers, windows, beginWithin = 0, seed } = sharing;
	const clock = new FakeClock();
	const random = createRandom(seed);
	const way = () => 10 + 40 * random();
	const moengage = new FakeMoEngage(clock, {
		perMinute,
		headers,
		windows,
		latency: () => [way(), way()],
	});
	const endpoint = { ...endpoints.manageDevices, perMinute };
	const rules = { maxRetries: MAX_RETRIES, maxWait: Infinity, repeatsAmbiguous: true };
	let lost = 0;

	const work = async (worker: number) => {
		const limit = new RateLimit(endpoint, clock, random);
		const delivery = {
			send: moengage.send,
			findLimit: () => limit,
			rules,
			timeout: 30_000,
			circuitBreaker: new CircuitBreaker(clock, rules),
			timeSlice: noWork,
			report: new DeliveryStats(),
			clock,
			signal: new AbortController().signal,
		};
		const total = WINDOWS * perMinute;
		let left = Math.floor(total / workers) + (worker < total % workers ? 1 : 0);
		const sendInTurn = async () => {
			while (left > 0) {
				left -= 1;
				const job = { request: { endpoint }, weight: 1, isProbe: false };
				const { kind } = await sendWithRetries(job, delivery);
				if (kind !== 'accepted') lost += 1;
			}
		};
		if (beginWithin > 0) await clock.sleep(beginWithin * random());
		await Promise.all(Array.from({ length: LANES }, sendInTurn));
	};

	await clock.finish(
		Promise.all(Array.from({ length: workers }, async (_, worker) => await work(worker))),
	);
	return {
		refused: moengage.refused / (WINDOWS * perMinute),
		lost,
		time: clock.now() / ((WINDOWS - 1) * MINUTE),
	};
};
