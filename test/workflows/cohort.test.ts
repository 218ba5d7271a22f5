import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const form = (operation: string, more: INodeParameters = {}) =>
	fillForm(`cohort/${operation}`, {
		customerId: '={{ $json.id }}',
		cohortId: 'trial',
		cohortName: 'Trial',
		...more,
	});

const rowsOf = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c-${index}` }));

/** MoEngage takes only users whom it knows into a cohort. */
const createUsers = async (rows: IDataObject[]) => {
	const upsert = fillForm('user/bulkUpsert', { customerId: '={{ $json.id }}' });
	await workspace.run(upsert, rows);
};

const cohort = (id = 'trial') => workspace.sandbox.state.cohorts.get(id);
const membersOf = (id?: string) => [...(cohort(id)?.members ?? [])];

/** The customers that each request names. */
const received = () =>
	workspace
		.lists('syncCohort', 'parameters.members')
		.map((members) => members.map(({ uid }) => uid));

afterEach(() => {
	expect(workspace.sandbox.violations).toEqual([]);
});

it('adds 1,000 users with one request, each once', async () => {
	const rows = rowsOf(1_000);
	await createUsers(rows);
	const again = [...rows, ...rows.slice(0, 10)];
	const ran = await workspace.run(form('addUsers'), again);

	expect(received()).toEqual([rows.map(({ id }) => id)]);
	expect(membersOf()).toHaveLength(1_000);
	expect(ran.jsons()).toHaveLength(1_010);
	expect(ran.jsons()[1_009]).toEqual({
		status: 'success',
		message: expect.any(String),
		customer_id: 'c-9',
		cohort_id: 'trial',
	});
});

it('describes the cohort, and says who sends its users', async () => {
	await workspace.run(
		form('addUsers', {
			additionalFields: { cohortDescription: 'All of them' },
			options: { partner: 'crm' },
		}),
		[{ id: 'ada' }],
	);
	expect(cohort()).toMatchObject({ name: 'Trial', description: 'All of them', partner: 'crm' });

	await workspace.run(form('addUsers'), [{ id: 'grace' }]);
	expect(cohort()).toMatchObject({ description: 'All of them', partner: 'n8n' });
	expect(membersOf()).toEqual(['ada', 'grace']);
});

it('sends the users of each cohort in a request of its own', async () => {
	const byItem = { cohortId: '={{ $json.cohort }}', cohortName: '={{ $json.cohort }}' };
	await workspace.run(form('addUsers', byItem), [
		{ id: 'ada', cohort: 'one' },
		{ id: 'ada', cohort: 'two' },
		{ id: 'grace', cohort: 'one' },
	]);

	expect(membersOf('one')).toEqual(['ada', 'grace']);
	expect(membersOf('two')).toEqual(['ada']);
	expect(received()).toEqual([['ada', 'grace'], ['ada']]);
});

it('removes users, who have left the cohort then', async () => {
	await workspace.run(form('addUsers'), [{ id: 'ada' }, { id: 'grace' }]);
	const ran = await workspace.run(form('removeUsers'), [{ id: 'ada' }]);

	expect(membersOf()).toEqual(['grace']);
	expect(ran.jsons()).toMatchObject([{ customer_id: 'ada', cohort_id: 'trial' }]);
});
