import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import type { Outcome } from '../../../nodes/MoEngage/delivery';
import { ItemOutcomes, toOwnOutcome } from '../../../nodes/MoEngage/execution/itemOutcomes';

const record = (owner: number, more: Partial<MoEngageRecord> = {}): MoEngageRecord => ({
	...{ itemIndexes: [owner], orderingKeys: [], body: {}, entry: {} },
	...more,
});

const refuse = (message: string): Outcome => ({
	kind: 'failed',
	failure: { message, description: 'Correct it.' },
});

const accepted: Outcome = { kind: 'accepted', answer: { users: ['ada'] } };

describe('an answer that several records share', () => {
	const missing = { message: 'There is no such user', description: 'Correct the ID.' };

	it.each<[string, Outcome, Outcome]>([
		['ada', accepted, { kind: 'accepted', answer: { id: 'ada' } }],
		['bob', accepted, { kind: 'failed', failure: missing }],
		['ada', refuse('Not now'), refuse('Not now')],
	])('is narrowed to what it says of each: %s, %j', (id, outcome, own) => {
		const pick = (answer: unknown) => (Object(answer).users?.includes(id) ? { id } : undefined);

		expect(toOwnOutcome(record(0, { responsePart: { pick, missing } }), outcome)).toEqual(own);
	});
});

it('names what was accepted of an item only where the operation names its records', () => {
	const outcomes = new ItemOutcomes();
	outcomes.settle(record(0), accepted);
	outcomes.settle(record(1, { label: 'a@x.com' }), accepted);

	expect(outcomes.of(0)).not.toHaveProperty('accepted');
	expect(outcomes.of(1).accepted).toEqual(['a@x.com']);
});

it('finds the refused item that comes first, in whichever order they were refused', () => {
	const outcomes = new ItemOutcomes();
	for (const item of [5, 2, 7]) outcomes.settle(record(item), refuse(`Item ${item}`));

	expect(outcomes.findFirstFailure()).toMatchObject({
		itemIndex: 2,
		failure: { message: 'Item 2' },
	});
});
