import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { DeliveryStats } from '../../../nodes/MoEngage/delivery';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { createSendContext } from '../../../nodes/MoEngage/delivery/send/context';
import { sendWithRetries } from '../../../nodes/MoEngage/delivery/send/sendWithRetries';
import { FakeClock, noWork } from './fakeClock';
import { FakeMoEngage, type FakeSettings } from './fakeMoEngage';
import { createRandom } from './random';

const MINUTE = 60_000;

/** So many requests of a process are in flight or wait for the limit at a time. */
const LANES = 20;

/** One setting of the simulation: processes that share one limit, each with as many requests. */
export interface Sharing {
	processes: number;
	perMinute: number;
	headers: FakeSettings['headers'];
	windows: 'sliding' | 'fixed';
	/** How many minutes it takes if all of the limit is used; ten if absent. */
	minutes?: number;
	/** Milliseconds within which the processes begin; at once if absent. */
	beginWithin?: number;
	seed: number;
}

export interface Shared {
	/** Requests that MoEngage refused, as a part of all that were wanted. */
	refused: number;
	/** Requests that came to nothing within the usual Max Wait. */
	lost: number;
	/** The time that it took against the best that is possible: nine minutes for ten windows. */
	time: number;
	/** What the least lucky process got of its part while all had something to send. */
	leastPart: number;
}

/** Sends some minutes' worth of requests from several processes, in virtual time. */
export const shareLimit = async (sharing: Sharing): Promise<Shared> => {
	const { processes, perMinute, headers, windows, minutes = 10, beginWithin = 0, seed } = sharing;
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
	const total = minutes * perMinute;
	const sent = new Array<number>(processes).fill(0);
	let sentWhenFirstEnded: number[] | undefined;
	let lost = 0;

	const work = async (process: number) => {
		const limiter = new RateLimiter(endpoint, clock, random);
		const workspace = { id: 'DEMO', baseUrl: 'http://localhost' };
		const context = createSendContext(
			{ workspace, send: moengage.send },
			{
				maxRetries: 5,
				maxWait: 15 * MINUTE,
				findLimiter: () => limiter,
				timeout: 30_000,
				timeSlice: noWork,
				stats: new DeliveryStats(),
				clock,
				signal: new AbortController().signal,
			},
		);
		let left = Math.floor(total / processes) + (process < total % processes ? 1 : 0);
		const sendInTurn = async () => {
			while (left > 0) {
				left -= 1;
				const job = { endpoint, compose: () => ({ endpoint }) };
				const { kind } = await sendWithRetries(job, context);
				if (kind !== 'accepted') lost += 1;
				sent[process] = (sent[process] ?? 0) + 1;
			}
		};
		if (beginWithin > 0) await clock.sleep(beginWithin * random());
		await Promise.all(Array.from({ length: LANES }, sendInTurn));
		sentWhenFirstEnded ??= [...sent];
	};

	await clock.finish(
		Promise.all(Array.from({ length: processes }, async (_, process) => await work(process))),
	);
	return {
		refused: moengage.refused / total,
		lost,
		time: clock.now() / ((minutes - 1) * MINUTE),
		leastPart: Math.min(...(sentWhenFirstEnded ?? [])) / (total / processes),
	};
};
