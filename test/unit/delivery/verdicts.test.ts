import { Gate } from '../../../nodes/MoEngage/delivery';
import { Verdicts } from '../../../nodes/MoEngage/delivery/verdicts';
import { FakeClock } from './fakeClock';

const create = () => {
	const rules = { maxRetries: 1, maxWait: 0, repeatsUnclear: true };
	const gate = new Gate(new FakeClock(), rules);
	return { gate, verdicts: new Verdicts(gate) };
};

const record = (body: object = {}) => ({
	owners: [0],
	subjects: [],
	body: { ...body },
	element: 'ada@example.com',
});

const refuse = (type: string, message = 'No') => ({ message, description: 'Stop', type });

const other = record({ esp: 'SES' });

it('knows nothing at first, of any kind', () => {
	const { gate, verdicts } = create();

	expect(verdicts.find(record())).toBeUndefined();
	expect(verdicts.isAccepted(record())).toBe(false);
	expect(gate.isHeldFrom(false)).toBe(false);
});

it('is about one kind of requests, and lets others go on', () => {
	const { gate, verdicts } = create();
	verdicts.doubt(record());
	expect(gate.isHeldFrom(false)).toBe(true);
	verdicts.reach(record(), refuse('X'));

	expect(verdicts.find(record())).toEqual(refuse('X'));
	expect(verdicts.find(other)).toBeUndefined();
	expect(gate.isHeldFrom(false)).toBe(false);
});

it('does not doubt what was accepted, and stops doubting what is', () => {
	const { gate, verdicts } = create();
	verdicts.doubt(record());
	verdicts.noteAcceptance(record());
	expect(gate.isHeldFrom(false)).toBe(false);
	verdicts.doubt(record());

	expect(gate.isHeldFrom(false)).toBe(false);
	expect([verdicts.isAccepted(record()), verdicts.isAccepted(other)]).toEqual([true, false]);
});

it('stops doubting also where it found nothing out', () => {
	const { gate, verdicts } = create();
	verdicts.doubt(record());
	verdicts.stopDoubting(record());

	expect(gate.isHeldFrom(false)).toBe(false);
	expect(verdicts.find(record())).toBeUndefined();
});

describe('ten refusals in a row', () => {
	const count = (verdicts: Verdicts, times: number, type = 'X', message?: string) =>
		Array.from({ length: times }, () => verdicts.countRefusal(record(), refuse(type, message)));

	it('for one reason show that every request is refused', () => {
		const { verdicts } = create();

		expect(count(verdicts, 9)).toEqual(new Array(9).fill(false));
		expect(verdicts.find(record())).toBeUndefined();
		expect(count(verdicts, 1)).toEqual([true]);
		expect(verdicts.find(record())).toEqual(refuse('X'));
	});

	it.each([
		['Y', 'No'],
		['X', 'Never'],
	])('show nothing where the reasons differ: %s, %s', (type, message) => {
		const { verdicts } = create();
		count(verdicts, 9);

		expect(count(verdicts, 9, type, message)).not.toContain(true);
		expect(count(verdicts, 1, type, message)).toEqual([true]);
	});

	it('show nothing once one was accepted', () => {
		const { verdicts } = create();
		verdicts.noteAcceptance(record());

		expect(count(verdicts, 20)).not.toContain(true);
		expect(verdicts.find(record())).toBeUndefined();
	});
});
