import type { RateLimitInfo } from '../../../../nodes/MoEngage/api/rateLimitHeaders';
import type { Departure } from '../../../../nodes/MoEngage/delivery/limit/admission';
import { OwnLimit } from '../../../../nodes/MoEngage/delivery/limit/ownLimit';
import { Room } from '../../../../nodes/MoEngage/delivery/limit/room';
import { DAY, MINUTE, type Documented } from '../../../../nodes/MoEngage/delivery/limit/windows';
import { FakeClock } from '../fakeClock';

const own = new OwnLimit(20, new FakeClock());

/** With half of all jitter. */
const createRoom = (documented: Partial<Documented> = {}) => {
	const room = new Room({ perMinute: 10, ...documented }, () => 0.5);
	let number = 0;
	const depart = (now: number, claim: { weight?: number; own?: OwnLimit } = {}): Departure => {
		number += 1;
		const { weight = 1 } = claim;
		const isSettled = room.departed({ maxWait: Infinity, weight, own: claim.own }, number, now);
		const fate = { waited: 0, wasAlone: false, isProbe: false, isSettled };
		return { kind: 'departure', weight, own: claim.own, number, ...fate };
	};
	const send = (now: number, rateLimitInfo: RateLimitInfo = {}, claim = {}) => {
		room.answered(depart(now, claim), rateLimitInfo, now);
	};
	return { room, depart, send };
};

/** What the headers tell of the limit of ten a minute. */
const told = (remaining: number, resetsIn = 20_000) => ({ limit: 10, remaining, resetsIn });

it('has room by minute and by day, and more of both for an execution with a larger limit', () => {
	const { room, send } = createRoom({ perDay: 15 });
	send(0, {}, { weight: 10 });
	const wait = (weight: number, now: number, limit?: OwnLimit) =>
		room.timeUntilOwn({ weight, maxWait: Infinity, own: limit }, now);

	expect([wait(1, 0), wait(5, MINUTE), wait(6, MINUTE)]).toEqual([MINUTE, 0, DAY - MINUTE]);
	expect([wait(10, 0, own), wait(11, 0, own)]).toEqual([0, MINUTE]);
	expect([wait(20, MINUTE, own), wait(21, MINUTE, own)]).toEqual([0, DAY - MINUTE]);
});

describe('where MoEngage announces that nothing is left', () => {
	it.each<[string, number, number, RateLimitInfo, number]>([
		[
			'what this process has used alone, it knows better when there is room again',
			3,
			1,
			told(7),
			0,
		],
		['what others have used is free after the reset', 3, 1, told(0), 20_000],
		['the limit of a second holds for its second', 3, 1, { ...told(0, 1_500), limit: 3 }, 1_500],
	])('%s', (_, sent, weight, rateLimitInfo, wait) => {
		const { room, send } = createRoom();
		for (let request = 0; request < sent; request += 1) send(0, rateLimitInfo);

		expect(room.timeUntilAnnounced(weight, 0)).toBe(wait);
	});

	it('alone, it keeps to its own count', () => {
		const { room, send } = createRoom();
		send(0, told(0), { weight: 10 });

		expect(room.timeUntilAnnounced(1, 0)).toBe(0);
	});

	it('it waits for the reset while an execution with a larger limit uses more', () => {
		const { room, send } = createRoom();
		send(0, told(0), { weight: 10, own });

		expect(room.timeUntilAnnounced(1, 0)).toBe(20_000);
	});

	it('what was its own stays so, as the reset may be told two seconds too late', () => {
		const { room, depart } = createRoom();
		for (const departure of [1, 2, 3].map(() => depart(0))) room.answered(departure, {}, 0);
		room.heedRefusal(depart(30_000), told(0, 40_000), 30_000);

		const waits = [60_000, 67_999, 68_000].map((now) => room.timeUntilAnnounced(3, now));
		expect(waits).toEqual([10_000, 2_001, 0]);
		expect(room.timeUntilAnnounced(4, 68_000)).toBe(2_000);
	});
});

it('counts in a room of records what weighs, and in one of requests each as one', () => {
	const batch = { list: 'elements', size: 100, countsRecords: true } as const;
	const waits = [{}, { batch }].map((more) => {
		const { room, depart, send } = createRoom({ perMinute: 1_000, ...more });
		const rateLimitInfo = { limit: 50, remaining: 4, resetsIn: 1_500 };
		send(0, rateLimitInfo, { weight: 3 });
		const wait = () => room.timeUntilAnnounced(3, 0);
		const seen = [wait()];
		const withdrawn = depart(0, { weight: 3 });
		seen.push(wait());
		room.withdrawn(withdrawn);
		seen.push(wait());
		const answered = depart(0, { weight: 3 });
		room.answered(answered, {}, 0);
		seen.push(wait());
		return seen;
	});

	expect(waits).toEqual([
		[0, Infinity, 0, 1_500],
		[0, 0, 0, 0],
	]);
});

it('does not take what the headers of requests tell for a limit of records', () => {
	const batch = { list: 'elements', size: 100, countsRecords: true } as const;
	const { room, send } = createRoom({ perMinute: 1_000, batch });
	send(0, { limit: 1_000, remaining: 0, resetsIn: 20_000 }, { weight: 100 });

	expect([room.timeUntilAnnounced(100, 0), room.timeUntilShare(900, 0)]).toEqual([20_000, 0]);
});

describe('a 429', () => {
	it('does not count, and says when there is room again', () => {
		const { room, depart } = createRoom();
		const rateLimitInfo = told(0);

		expect(room.heedRefusal(depart(0), rateLimitInfo, 0)).toBe(rateLimitInfo);
		expect([room.windows.countMinute(0), room.timeUntilAnnounced(1, 0)]).toEqual([0, 20_000]);
	});

	it('whose headers still have room tells no more than its Retry-After', () => {
		const { room, depart, send } = createRoom();
		send(0, { limit: 5, remaining: 4, resetsIn: 20_000 });
		expect(room.capacity.find()).toBe(5);
		const rateLimitInfo = { limit: 5, remaining: 1, resetsIn: 20_000, retryAfter: 3_000 };

		expect(room.heedRefusal(depart(0), rateLimitInfo, 0)).toEqual({ retryAfter: 3_000 });
		send(0, { limit: 5, remaining: 3, resetsIn: 20_000 });
		expect(room.capacity.find()).toBe(10);
	});

	it('takes from what was this process’s own', () => {
		const { room, depart } = createRoom();
		room.answered(depart(0), {}, 0);
		const second = depart(0);
		expect(room.isHeld(0, 0)).toBe(true);
		room.heedRefusal(second, {}, 0);

		room.tick(MINUTE);
		expect([1, 2].map((weight) => room.isHeld(weight, MINUTE))).toEqual([false, false]);
	});

	it('without headers leaves three quarters of what got through, and more after a while', () => {
		const { room, send } = createRoom({ perMinute: 1_000 });
		for (let request = 0; request < 100; request += 1) send(0);
		room.capUse(true, 0);
		expect(room.timeUntilShare(1, 0)).toBe(0);

		room.capUse(false, 0);
		expect(room.timeUntilShare(1, 0)).toBe(MINUTE);
		expect([75, 76].map((weight) => room.timeUntilShare(weight, MINUTE))).toEqual([0, 0]);
		for (let request = 0; request < 75; request += 1) send(MINUTE);
		expect(room.timeUntilShare(1, MINUTE)).toBe(MINUTE);
		room.tick(2 * MINUTE + 29_999);
		expect(room.cap.use).toBe(75);
		room.tick(2 * MINUTE + 30_000);
		expect(room.cap.use).toBe(112);
	});
});

it('forgets a block for long that does not stand any more', () => {
	const { room, send } = createRoom();
	send(0, told(0, 80_000));
	expect(room.timeUntilAnnounced(1, 0)).toBe(80_000);

	room.open();
	expect(room.timeUntilAnnounced(1, 0)).toBe(0);
});

describe('beside others', () => {
	it('it takes one more after a second, and the last one after another', () => {
		const { room, depart } = createRoom();
		const departures = [1, 2, 3].map(() => depart(0));
		for (const departure of departures) room.answered(departure, told(4), 100);

		expect([100, 1_349].map((now) => room.timeUntilShare(1, now))).toEqual([1_250, 1]);
		expect(room.timeUntilShare(1, 1_350)).toBe(0);
		expect(depart(1_350).isSettled).toBe(true);
	});

	it('it lets the first of its two requests a minute leave at once, and the second one later', () => {
		const { room, depart } = createRoom();
		const departures = [1, 2].map(() => depart(0));
		for (const departure of departures) room.answered(departure, told(0), 100);
		room.tick(MINUTE);
		const next = MINUTE + 100;

		expect(room.timeUntilShare(1, next)).toBe(0);
		room.answered(depart(next), told(0), next);
		expect(room.timeUntilShare(1, next)).toBe(6_250);
	});

	it('it has nobody to heed where less is left because its own requests are under way', () => {
		const { room, depart } = createRoom();
		const departures = [1, 2, 3, 4, 5, 6].map(() => depart(0));
		for (const [index, departure] of departures.entries()) {
			room.answered(departure, told(9 - index), 100);
		}

		expect(room.timeUntilShare(4, 100)).toBe(0);
	});

	it('it sees, by what was counted when, that others send a little', () => {
		const { room, depart } = createRoom();
		const departures = [1, 2, 3, 4, 5, 6].map(() => depart(0));
		for (const [index, departure] of departures.entries()) {
			if (index < 5) room.answered(departure, told(8 - index), 100);
		}

		expect(room.timeUntilShare(1, 100)).toBeGreaterThan(0);
	});

	it('it also sees this if one of the answers does not say how much is left', () => {
		const { room, depart } = createRoom();
		const departures = [1, 2, 3, 4, 5, 6, 7].map(() => depart(0));
		for (const [index, departure] of departures.entries()) {
			const rateLimitInfo = index === 1 ? { limit: 10, resetsIn: 20_000 } : told(8 - index);
			if (index < 6) room.answered(departure, rateLimitInfo, 100);
		}

		expect(room.timeUntilShare(1, 100)).toBeGreaterThan(0);
	});

	it('it lets an answer that is due decide what more it takes', () => {
		const waits = [true, false].map((isDue) => {
			const { room, depart } = createRoom();
			const [first, second] = [depart(0), depart(0)];
			room.answered(first, told(4), 0);
			const last = depart(1_000);
			if (!isDue) room.answered(second, told(4), 1_000);
			room.answered(last, told(4), 1_000);
			return room.timeUntilShare(1, 1_000);
		});

		expect(waits).toEqual([MINUTE - 1_000, 0]);
	});
});
