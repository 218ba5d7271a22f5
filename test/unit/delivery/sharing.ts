import type { IDataObject } from 'n8n-workflow';

import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { Send } from '../../../nodes/MoEngage/api/request';
import { deliver, DeliveryStats, type Outcome } from '../../../nodes/MoEngage/delivery';
import { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';
import { FakeClock, noWork } from './fakeClock';
import { answer, FakeMoEngage, type FakeSettings } from './fakeMoEngage';
import { createRandom } from './random';

const MINUTE = 60_000;

/**
 * Nothing is cancelled here, so nobody has to look four times a second whether it was. Milliseconds.
 */
const CHECK_INTERVAL = 5_000;

/** How many requests of a process are in flight or wait for the limit at a time. */
const LANES = 20;

/** One n8n process. Each call sends one request, and tells what became of it. */
export const createProcess = (
	clock: FakeClock,
	endpoint: Endpoint,
	send: Send,
	{ random = Math.random, maxRetries = 5 } = {},
) => {
	const limiter = new RateLimiter(endpoint, clock, random);
	const workspace = { id: 'DEMO', baseUrl: 'http://localhost' };
	const options = {
		...{ endpoint, clock, maxRetries, batchSize: 1, concurrency: 1, repeatsAmbiguous: false },
		maxWait: 15 * MINUTE,
		findLimiter: () => limiter,
		timeout: 30_000,
		timeSlice: noWork,
		stats: new DeliveryStats(),
	};
	return async (body?: IDataObject): Promise<Outcome['kind'] | undefined> => {
		const record = { itemIndexes: [], orderingKeys: [], body };
		let kind: Outcome['kind'] | undefined;
		await deliver({ workspace, send }, [record], {
			...options,
			signal: new AbortController().signal,
			settle: (_, outcome) => {
				({ kind } = outcome);
			},
		});
		return kind;
	};
};

type SendOne = ReturnType<typeof createProcess>;

const inLanes = async (work: () => Promise<void>) =>
	await Promise.all(Array.from({ length: LANES }, work));

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** One setting of the simulation: processes that share one limit. */
export interface Sharing {
	processes: number;
	perMinute: number;
	headers: FakeSettings['headers'];
	windows: 'sliding' | 'fixed';
	/** Milliseconds within which the processes begin; at once if absent. */
	beginWithin?: number;
	seed: number;
}

const simulate = ({ processes, perMinute, headers, windows, seed }: Sharing) => {
	const clock = new FakeClock(() => 0, CHECK_INTERVAL);
	const random = createRandom(seed);
	const way = () => 10 + 40 * random();
	const latency = (): [number, number] => [way(), way()];
	const moengage = new FakeMoEngage(clock, { perMinute, headers, windows, latency });
	const endpoint = { ...endpoints.manageDevices, perMinute };
	const senders = Array.from({ length: processes }, () =>
		createProcess(clock, endpoint, moengage.send, { random }),
	);
	return { clock, random, moengage, senders };
};

export interface Shared {
	/** Requests that MoEngage refused, as a part of all that were wanted. */
	refused: number;
	/** Requests that came to nothing within the usual Max Wait. */
	lost: number;
	/** The time that it took against the best that is possible: nine minutes for ten windows. */
	time: number;
}

/** How many windows are needed if all of the limit is used. */
const WINDOWS = 10;

/** Sends ten windows' worth of requests from several processes, in virtual time. */
export const shareLimit = async (sharing: Sharing): Promise<Shared> => {
	const { processes, perMinute, beginWithin = 0 } = sharing;
	const { clock, random, moengage, senders } = simulate(sharing);
	const total = WINDOWS * perMinute;
	let lost = 0;
	const work = async (send: SendOne, process: number) => {
		let left = Math.floor(total / processes) + (process < total % processes ? 1 : 0);
		if (beginWithin > 0) await clock.sleep(beginWithin * random());
		await inLanes(async () => {
			while (left > 0) {
				left -= 1;
				if ((await send()) !== 'accepted') lost += 1;
			}
		});
	};
	await clock.finish(Promise.all(senders.map(work)));
	return {
		refused: moengage.refused / total,
		lost,
		time: clock.now() / ((WINDOWS - 1) * MINUTE),
	};
};

export interface Fairness {
	/** Requests that came to nothing within the usual Max Wait. */
	lost: number;
	/** What the process got that got least, against the average. */
	least: number;
	/** What all processes got together, of what the limit allows. */
	used: number;
}

/** Lets several processes send as much as they can for 40 minutes, in virtual time. */
export const competeForLimit = async (sharing: Sharing): Promise<Fairness> => {
	const { clock, senders } = simulate(sharing);
	const end = 40 * MINUTE;
	let lost = 0;
	const work = async (send: SendOne) => {
		let sent = 0;
		await inLanes(async () => {
			while (clock.now() < end) {
				const isAccepted = (await send()) === 'accepted';
				if (isAccepted && clock.now() <= end) sent += 1;
				if (isAccepted) continue;
				lost += 1;
				// What fails at once must not go on forever in one moment.
				await clock.sleep(1_000);
			}
		});
		return sent;
	};
	const sent = await clock.finish(Promise.all(senders.map(work)));
	return {
		lost,
		least: (Math.min(...sent) * sent.length) / sum(sent),
		used: sum(sent) / (40 * sharing.perMinute),
	};
};

/** How many requests there are for each one that meets a 429 which says nothing of the limit. */
const STRAY_ONE_IN = 40;

/** Sends 2,000 requests, of which some meet a stray 429; times are in milliseconds. */
export const meetStray429s = async (
	seed: number,
): Promise<{ time: number; longestStandstill: number }> => {
	const clock = new FakeClock(() => 0, CHECK_INTERVAL);
	const random = createRandom(seed);
	let left = 2_000;
	let lastSent = 0;
	let longestStandstill = 0;
	const moengage = async () => {
		longestStandstill = Math.max(longestStandstill, clock.now() - lastSent);
		lastSent = clock.now();
		await clock.sleep(20 + 80 * random());
		return random() * STRAY_ONE_IN < 1 ? answer(429) : answer(200, { status: 'success' });
	};
	const send = createProcess(clock, endpoints.trackDevice, moengage, { random });
	await clock.finish(
		inLanes(async () => {
			while (left > 0) {
				left -= 1;
				await send();
			}
		}),
	);
	return { time: clock.now(), longestStandstill };
};
