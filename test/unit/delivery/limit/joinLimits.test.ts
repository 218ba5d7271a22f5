import { joinLimits } from '../../../../nodes/MoEngage/delivery/limit/joinLimits';
import { RateLimit } from '../../../../nodes/MoEngage/delivery/rateLimit';
import { FakeClock } from '../fakeClock';

const createLimits = (devices: number, users: number) => {
	const clock = new FakeClock();
	return {
		clock,
		devices: new RateLimit({ perMinute: devices }, clock),
		users: new RateLimit({ perMinute: users }, clock),
	};
};

/** Sends so many requests, each with ten devices and some users, and tells when each of them left. */
const sendAll = async (
	{ clock, devices, users }: ReturnType<typeof createLimits>,
	requests: number,
	usersEach: number,
): Promise<number[]> => {
	const left: number[] = [];
	for (let request = 0; request < requests; request += 1) {
		const limit = joinLimits(devices, users, usersEach);
		const departure = await clock.finish(limit.enter({ weight: 10, maxWait: 600_000 }));
		if (departure.kind !== 'departure') throw new Error(departure.kind);
		left.push(clock.now());
		limit.answered(departure, {});
	}
	return left;
};

it.each([
	['devices', 20, 1_000, 1],
	['users', 1_000, 20, 10],
])('waits for room in the limit of %s, whichever is used up', async (_, devices, users, each) => {
	const left = await sendAll(createLimits(devices, users), 5, each);

	expect(left.filter((at) => at < 60_000)).toHaveLength(2);
	expect(left.filter((at) => at < 120_000)).toHaveLength(4);
});

it('gives the room for the devices back where the users have none in time', async () => {
	const limits = createLimits(20, 10);
	const { clock, devices, users } = limits;
	await sendAll(limits, 1, 10);
	const limit = joinLimits(devices, users, 10);
	const admission = await clock.finish(limit.enter({ weight: 10, maxWait: 1_000 }));

	expect(admission).toMatchObject({ kind: 'outOfReach' });
	const next = await clock.finish(devices.enter({ weight: 10, maxWait: 0 }));
	expect(next.kind).toBe('departure');
});

it('lets both limits heed a 429, since it does not tell which of them it is about', async () => {
	const { clock, devices, users } = createLimits(1_000, 1_000);
	const limit = joinLimits(devices, users, 1);
	const departure = await clock.finish(limit.enter({ weight: 1, maxWait: 600_000 }));
	if (departure.kind !== 'departure') throw new Error(departure.kind);
	limit.refused(departure, { retryAfter: 30_000 });

	for (const each of [devices, users]) {
		const refused = await clock.finish(each.enter({ weight: 1, maxWait: 1_000 }));
		expect(refused.kind).toBe('outOfReach');
	}
});

it('tells how long it waited for both, and gives both back where the request did not leave', async () => {
	const { clock, devices, users } = createLimits(10, 10);
	const limit = joinLimits(devices, users, 10);
	const claim = { weight: 10, maxWait: 600_000 };
	for (const each of [devices, users]) {
		const alone = await clock.finish(each.enter(claim));
		if (alone.kind !== 'departure') throw new Error(alone.kind);
		each.answered(alone, {});
		await clock.pass(30_000);
	}
	const departure = await clock.finish(limit.enter(claim));
	if (departure.kind !== 'departure') throw new Error(departure.kind);
	expect([clock.now(), departure.waited]).toEqual([90_000, 30_000]);

	limit.withdrawn(departure);
	const next = await clock.finish(limit.enter({ ...claim, maxWait: 0 }));
	expect(next.kind).toBe('departure');
});

it('takes no room for the users where the devices have none in time', async () => {
	const limits = createLimits(10, 20);
	await sendAll(limits, 1, 10);
	const { clock, devices, users } = limits;
	const admission = await clock.finish(
		joinLimits(devices, users, 10).enter({ weight: 10, maxWait: 0 }),
	);
	expect(admission.kind).toBe('outOfReach');

	const next = await clock.finish(users.enter({ weight: 10, maxWait: 0 }));
	expect(next.kind).toBe('departure');
});
