import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import type { RateLimit } from '../../../nodes/MoEngage/delivery/rateLimit';
import { findRateLimit } from '../../../nodes/MoEngage/delivery/sharedLimits';

const { bulkResubscribe, trackDevice } = endpoints;

const workspace = (id: string, baseUrl = 'https://api-01.moengage.com') => ({ id, baseUrl });

const depart = async (limit: RateLimit) => {
	const admission = await limit.enter({ weight: 1, maxWait: 0 });
	if (admission.kind !== 'departure') throw new Error(`It did not leave: ${admission.kind}`);
	return admission;
};

it('is one for all executions of the process', () => {
	expect(findRateLimit(workspace('A'), trackDevice)).toBe(
		findRateLimit(workspace('A'), { ...trackDevice }),
	);
});

it('is another for each workspace, each endpoint, each address and each kind that is counted apart', () => {
	const limits = [
		findRateLimit(workspace('A'), trackDevice),
		findRateLimit(workspace('B'), trackDevice),
		findRateLimit(workspace('A'), bulkResubscribe),
		findRateLimit(workspace('A', 'http://localhost:4010'), trackDevice),
		findRateLimit(workspace('A'), trackDevice, 'users'),
	];

	expect(new Set(limits).size).toBe(5);
});

it('is kept while a request waits or is under way, however many workspaces pass through', async () => {
	const limit = findRateLimit(workspace('busy'), trackDevice);
	const departure = await depart(limit);
	for (let index = 0; index < 1_500; index += 1) {
		const passing = findRateLimit(workspace(`passing ${index}`), trackDevice);
		passing.answered(await depart(passing), {});
	}

	expect(findRateLimit(workspace('busy'), trackDevice)).toBe(limit);
	limit.answered(departure, {});
});

it('is forgotten after long disuse, so that memory stays bounded', async () => {
	const kept = new Set<RateLimit>();
	for (let index = 0; index < 1_500; index += 1) {
		const limit = findRateLimit(workspace(`many ${index}`), trackDevice);
		limit.answered(await depart(limit), {});
		kept.add(limit);
	}
	let known = 0;
	for (let index = 1_499; index >= 0; index -= 1) {
		if (kept.has(findRateLimit(workspace(`many ${index}`), trackDevice))) known += 1;
	}

	expect(known).toBeGreaterThan(500);
	expect(known).toBeLessThanOrEqual(1_000);
});

it('is remembered longer the more recently it was used', async () => {
	const used = findRateLimit(workspace('used'), trackDevice);
	used.answered(await depart(used), {});
	for (let index = 0; index < 1_500; index += 1) {
		const limit = findRateLimit(workspace(`other ${index}`), trackDevice);
		limit.answered(await depart(limit), {});
		findRateLimit(workspace('used'), trackDevice);
	}

	expect(findRateLimit(workspace('used'), trackDevice)).toBe(used);
});

it('is kept longer than those of which nothing counts any more', async () => {
	const counting = findRateLimit(workspace('counting'), trackDevice);
	counting.answered(await depart(counting), {});
	for (let index = 0; index < 1_500; index += 1) {
		findRateLimit(workspace(`idle ${index}`), trackDevice);
	}

	expect(findRateLimit(workspace('counting'), trackDevice)).toBe(counting);
});
