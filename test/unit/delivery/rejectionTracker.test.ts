import { RejectionTracker } from '../../../nodes/MoEngage/delivery/batch/rejectionTracker';
import { CircuitBreaker } from '../../../nodes/MoEngage/delivery/send/circuitBreaker';
import { FakeClock } from './fakeClock';

const create = () => {
	const rules = { maxRetries: 1, maxWait: 0 };
	const circuitBreaker = new CircuitBreaker(new FakeClock(), rules);
	return { circuitBreaker, rejections: new RejectionTracker(circuitBreaker) };
};

const record = (body: object = {}) => ({
	itemIndexes: [0],
	orderingKeys: [],
	body: { ...body },
	entry: 'ada@example.com',
});

const toFailure = (type: string, message = 'No') => ({ message, description: 'Stop', type });

const other = record({ esp: 'SES' });

it('knows nothing at first, of any kind', () => {
	const { circuitBreaker, rejections } = create();

	expect(rejections.find(record())).toBeUndefined();
	expect(rejections.isAccepted(record())).toBe(false);
	expect(circuitBreaker.isSuspendedFor(false)).toBe(false);
});

it('is about one kind of requests, and lets others go on', () => {
	const { circuitBreaker, rejections } = create();
	rejections.suspect(record());
	expect(circuitBreaker.isSuspendedFor(false)).toBe(true);
	rejections.rejectAll(record(), toFailure('X'));

	expect(rejections.find(record())).toEqual(toFailure('X'));
	expect(rejections.find(other)).toBeUndefined();
	expect(circuitBreaker.isSuspendedFor(false)).toBe(false);
});

it('does not suspect what was accepted, and clears what is', () => {
	const { circuitBreaker, rejections } = create();
	rejections.suspect(record());
	rejections.noteAcceptance(record());
	expect(circuitBreaker.isSuspendedFor(false)).toBe(false);
	rejections.suspect(record());

	expect(circuitBreaker.isSuspendedFor(false)).toBe(false);
	expect([rejections.isAccepted(record()), rejections.isAccepted(other)]).toEqual([true, false]);
});

it('clears its suspicion also where it found nothing out', () => {
	const { circuitBreaker, rejections } = create();
	rejections.suspect(record());
	rejections.clear(record());

	expect(circuitBreaker.isSuspendedFor(false)).toBe(false);
	expect(rejections.find(record())).toBeUndefined();
});

describe('ten rejections in a row', () => {
	const count = (rejections: RejectionTracker, times: number, type = 'X', message?: string) =>
		Array.from({ length: times }, () =>
			rejections.noteRejection(record(), toFailure(type, message)),
		);

	it('for one reason show that every request is rejected', () => {
		const { rejections } = create();

		expect(count(rejections, 9)).toEqual(new Array(9).fill(false));
		expect(rejections.find(record())).toBeUndefined();
		expect(count(rejections, 1)).toEqual([true]);
		expect(rejections.find(record())).toEqual(toFailure('X'));
	});

	it.each([
		['Y', 'No'],
		['X', 'Never'],
	])('show nothing where the reasons differ: %s, %s', (type, message) => {
		const { rejections } = create();
		count(rejections, 9);

		expect(count(rejections, 9, type, message)).not.toContain(true);
		expect(count(rejections, 1, type, message)).toEqual([true]);
	});

	it('show nothing once one was accepted', () => {
		const { rejections } = create();
		rejections.noteAcceptance(record());

		expect(count(rejections, 20)).not.toContain(true);
		expect(rejections.find(record())).toBeUndefined();
	});
});
