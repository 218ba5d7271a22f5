import { fillForm } from './operations';
import { useWorkspace, whyStopped } from './workspace';

const workspace = useWorkspace();

const upsert = fillForm('device/upsert', {
	customerId: '={{ $json.id }}',
	deviceId: 'd-1',
	pushId: 't-1',
	options: { maxRetries: 0 },
});

/** A workspace and key that each item brings along. */
const credential = { workspaceId: '={{ $json.workspace }}', apiKey: '={{ $json.key }}' };

const rowsOf = (names: string[]) =>
	names.map((name, index) => ({ id: `c-${index}`, workspace: name, key: `key-of-${name}` }));

beforeEach(() =>
	workspace.sandbox.configure({
		workspaces: ['ONE', 'TWO', 'THREE'].map((workspaceId) => ({
			workspaceId,
			apiKey: `key-of-${workspaceId}`,
		})),
	}),
);

const customersOf = (name: string) => [...workspace.sandbox.stateOf(name).devices.keys()].sort();

it.each([6, 60])(
	'a credential with expressions takes each of %p items to its own',
	async (count) => {
		const names = Array.from({ length: count }, (_, index) => (index % 3 === 0 ? 'ONE' : 'TWO'));
		const ran = await workspace.run(upsert, rowsOf(names), 'stopWorkflow', { credential });

		expect(whyStopped(ran)).toBeUndefined();
		for (const name of ['ONE', 'TWO']) {
			const own = rowsOf(names).filter((row) => row.workspace === name);
			expect(customersOf(name)).toEqual(own.map(({ id }) => id).sort());
		}
		expect(ran.output().map(({ json }) => json.customer_id)).toEqual(
			rowsOf(names).map(({ id }) => id),
		);
	},
);

it('a key that one workspace refuses stops its own items only', async () => {
	const rows = rowsOf(['ONE', 'TWO', 'ONE', 'TWO']).map((row) =>
		row.workspace === 'ONE' ? { ...row, key: 'wrong' } : row,
	);
	const ran = await workspace.run(upsert, rows, 'continueErrorOutput', { credential });

	expect(ran.output('MoEngage', 1)).toMatchObject([
		{ json: { httpCode: '401' }, pairedItem: { item: 0 } },
		{ json: { httpCode: '401' }, pairedItem: { item: 2 } },
	]);
	expect(customersOf('TWO')).toEqual(['c-1', 'c-3']);
});
