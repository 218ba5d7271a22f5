import { Announced } from '../../../../nodes/MoEngage/delivery/limit/announced';
import { Capacity } from '../../../../nodes/MoEngage/delivery/limit/capacity';
import { OwnLimit } from '../../../../nodes/MoEngage/delivery/limit/ownLimit';
import { FakeClock } from '../fakeClock';

const POOL = { list: 'elements', size: 10 } as const;

/** Of a limit that is documented as 100, while the headers tell of one of 50. */
const createCapacity = (batch?: { countsRecords: boolean }) => {
	const announced = new Announced(100);
	announced.notice(1, 1, 1, { limit: 50, remaining: 20, resetsIn: 30_000 }, 0);
	const documented = { perMinute: 100, ...(batch && { batch: { ...POOL, ...batch } }) };
	return new Capacity(documented, announced);
};

const own = (perMinute: number) => new OwnLimit(perMinute, new FakeClock());

it.each([
	['the limit of the headers', undefined, undefined, 50],
	['the limit of the headers, where requests count', { countsRecords: false }, undefined, 50],
	['the documented limit, where records count', { countsRecords: true }, undefined, 100],
	['the larger limit of an execution', undefined, own(101), 101],
	['nothing more for a limit of an execution that is as large', undefined, own(100), 50],
])('a workspace has %s', (_, batch, limit, perMinute) => {
	expect(createCapacity(batch).find(limit)).toBe(perMinute);
	expect(createCapacity(batch).findForAll(limit, 0)).toBe(perMinute);
});

it.each<[string, number | undefined, number[]]>([
	['with a larger limit raise it for all, as long as they count', 200, [200, 200, 50]],
	['with a smaller limit do not', 100, [50, 50, 50]],
	['without a limit do not', undefined, [50, 50, 50]],
])('requests %s', (_, perMinute, seen) => {
	const capacity = createCapacity();
	expect(capacity.isRaised(0)).toBe(false);

	capacity.departed(perMinute === undefined ? undefined : own(perMinute), 0);
	expect([0, 59_999, 60_000].map((at) => capacity.findForAll(undefined, at))).toEqual(seen);
});
