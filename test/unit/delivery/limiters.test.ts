import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import { findRateLimiter } from '../../../nodes/MoEngage/delivery/limit/limiters';
import type { RateLimiter } from '../../../nodes/MoEngage/delivery/limit/rateLimiter';

const { bulkResubscribe, trackDevice } = endpoints;

const workspace = (id: string, baseUrl = 'https://api-01.moengage.com') => ({ id, baseUrl });

const acquire = async (limiter: RateLimiter) => {
	const acquired = await limiter.acquire({ weight: 1, maxWait: 0 });
	if (acquired.kind !== 'permit') throw new Error(`There is no permit: ${acquired.kind}`);
	return acquired;
};

it('is one for all executions of the process', () => {
	expect(findRateLimiter(workspace('A'), trackDevice)).toBe(
		findRateLimiter(workspace('A'), { ...trackDevice }),
	);
});

it('is another for each workspace, each endpoint, and each address', () => {
	const limiters = [
		findRateLimiter(workspace('A'), trackDevice),
		findRateLimiter(workspace('B'), trackDevice),
		findRateLimiter(workspace('A'), bulkResubscribe),
		findRateLimiter(workspace('A', 'http://localhost:4010'), trackDevice),
	];

	expect(new Set(limiters).size).toBe(4);
});

it('is kept while a request waits or is under way, however many workspaces pass through', async () => {
	const limiter = findRateLimiter(workspace('busy'), trackDevice);
	const permit = await acquire(limiter);
	for (let index = 0; index < 1_500; index += 1) {
		const passing = findRateLimiter(workspace(`passing ${index}`), trackDevice);
		(await acquire(passing)).complete({});
	}

	expect(findRateLimiter(workspace('busy'), trackDevice)).toBe(limiter);
	permit.complete({});
});

it('is forgotten after long disuse, so that memory stays bounded', async () => {
	const kept = new Set<RateLimiter>();
	for (let index = 0; index < 1_500; index += 1) {
		const limiter = findRateLimiter(workspace(`many ${index}`), trackDevice);
		(await acquire(limiter)).complete({});
		kept.add(limiter);
	}
	let known = 0;
	for (let index = 1_499; index >= 0; index -= 1) {
		if (kept.has(findRateLimiter(workspace(`many ${index}`), trackDevice))) known += 1;
	}

	expect(known).toBeGreaterThan(500);
	expect(known).toBeLessThanOrEqual(1_000);
});

it('is remembered longer the more recently it was used', async () => {
	const used = findRateLimiter(workspace('used'), trackDevice);
	(await acquire(used)).complete({});
	for (let index = 0; index < 1_500; index += 1) {
		const limiter = findRateLimiter(workspace(`other ${index}`), trackDevice);
		(await acquire(limiter)).complete({});
		findRateLimiter(workspace('used'), trackDevice);
	}

	expect(findRateLimiter(workspace('used'), trackDevice)).toBe(used);
});
