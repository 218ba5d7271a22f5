import { CircuitBreaker } from '../../../nodes/MoEngage/delivery';
import { RejectionTracker } from '../../../nodes/MoEngage/delivery/rejectionTracker';
import { FakeClock } from './fakeClock';

const create = () => {
	const rules = { maxRetries: 1, maxWait: 0, repeatsAmbiguous: true };
	const circuitBreaker = new CircuitBreaker(new FakeClock(), rules);
	return { circuitBreaker, rejections: new RejectionTracker(circuitBreaker) };
};

const record = (body: object = {}) => ({
	itemIndexes: [0],
	orderingKeys: [],
	body: { ...body },
	entry: 'ada@example.com',
});

const refuse = (type: string, message = 'No') => ({ message, description: 'Stop', type });

const other = record({ esp: 'SES' });

it('knows nothing at first, of any kind', () => {
	const { circuitBreaker, rejections } = create();

	expect(rejections.find(record())).toBeUndefined();
	expect(rejections.isAccepted(record())).toBe(false);
	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
});

it('is about one kind of requests, and lets others go on', () => {
	const { circuitBreaker, rejections } = create();
	rejections.doubt(record());
	expect(circuitBreaker.isHeldFrom(false)).toBe(true);
	rejections.reach(record(), refuse('X'));

	expect(rejections.find(record())).toEqual(refuse('X'));
	expect(rejections.find(other)).toBeUndefined();
	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
});

it('does not doubt what was accepted, and stops doubting what is', () => {
	const { circuitBreaker, rejections } = create();
	rejections.doubt(record());
	rejections.noteAcceptance(record());
	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
	rejections.doubt(record());

	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
	expect([rejections.isAccepted(record()), rejections.isAccepted(other)]).toEqual([true, false]);
});

it('stops doubting also where it found nothing out', () => {
	const { circuitBreaker, rejections } = create();
	rejections.doubt(record());
	rejections.stopDoubting(record());

	expect(circuitBreaker.isHeldFrom(false)).toBe(false);
	expect(rejections.find(record())).toBeUndefined();
});

describe('ten refusals in a row', () => {
	const count = (rejections: RejectionTracker, times: number, type = 'X', message?: string) =>
		Array.from({ length: times }, () => rejections.countRefusal(record(), refuse(type, message)));

	it('for one reason show that every request is refused', () => {
		const { rejections } = create();

		expect(count(rejections, 9)).toEqual(new Array(9).fill(false));
		expect(rejections.find(record())).toBeUndefined();
		expect(count(rejections, 1)).toEqual([true]);
		expect(rejections.find(record())).toEqual(refuse('X'));
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
