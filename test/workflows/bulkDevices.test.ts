import { WorkflowExpression, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { deviceMappingFields } from '../../nodes/MoEngage/resources/device/bulkUpsert';
import { fillForm } from './operations';
import { useWorkspace } from './workspace';

const workspace = useWorkspace();

const bulkUpsert = (deviceMapping: INodeParameters) =>
	fillForm('device/bulkUpsert', { deviceMapping });

const automatically = bulkUpsert({ mappingMode: 'autoMapInputData', value: null });

/** The mapper as the editor saves it, with the fields that the node offers. */
const mapping = (mappingMode: string, value: INodeParameters | null) =>
	bulkUpsert({
		mappingMode,
		value,
		matchingColumns: [],
		schema: deviceMappingFields.map(({ id, displayName, required, type, options }) => ({
			id,
			displayName,
			required,
			type,
			defaultMatch: false,
			display: true,
			...(options === undefined
				? {}
				: { options: options.map(({ name, value: own }) => ({ name, value: own })) }),
		})),
		attemptToConvertTypes: false,
		convertFieldsToString: false,
	});

const row = (more: IDataObject = {}): IDataObject => ({
	customer_id: 'ada',
	device_id: 'd-1',
	platform: 'ANDROID',
	push_id: 't-1',
	...more,
});

const rows = (count: number, more: (index: number) => IDataObject = () => ({})): IDataObject[] =>
	Array.from({ length: count }, (_, index) =>
		row({ customer_id: `c-${index}`, device_id: `d-${index}`, ...more(index) }),
	);

const sentElements = () => workspace.lists('bulkImport', 'elements').flat();

describe('Map Automatically', () => {
	it('is what a new node does, before and after its form was looked at', async () => {
		await workspace.run({ resource: 'device', operation: 'bulkUpsert' }, [row()]);
		await workspace.run(mapping('autoMapInputData', null), [row()]);

		expect(sentElements()).toHaveLength(2);
	});

	it('evaluates no expression, however many items there are', async () => {
		const evaluate = jest.spyOn(WorkflowExpression.prototype, 'getParameterValue');
		const countEvaluations = async (count: number) => {
			evaluate.mockClear();
			await workspace.run(automatically, rows(count));
			return evaluate.mock.calls.filter(([, , , , nodeName]) => nodeName === 'MoEngage').length;
		};

		const few = await countEvaluations(1);
		const many = await countEvaluations(200);

		evaluate.mockRestore();
		expect(few).toBeGreaterThan(0);
		expect(many).toBe(few);
	});

	it('sends text that looks like an expression as it stands', async () => {
		await workspace.run(automatically, [row({ model: '={{ $json.customer_id }}' })]);

		expect(sentElements()).toMatchObject([{ attributes: { model: '={{ $json.customer_id }}' } }]);
	});
});

describe('Map Each Field', () => {
	it('resolves the expressions of each item, and takes fixed values for all', async () => {
		await workspace.run(
			mapping('defineBelow', {
				customer_id: '={{ $json.id }}',
				device_id: '={{ "crm-" + $json.id }}',
				platform: 'web',
				push_id: '={{ $json.token }}',
				active: '={{ $json.live }}',
				created_time: '={{ DateTime.fromISO($json.since, { zone: "utc" }) }}',
			}),
			[
				{ id: 7, token: 't-7', live: true, since: '2026-05-17T09:30:00', customer_id: 'ignored' },
				{ id: 8, token: 't-8', live: 'no', since: '2026-05-18T09:30:00', model: 'ignored' },
			],
		);

		expect(sentElements()).toEqual([
			{
				type: 'device',
				customer_id: '7',
				device_id: 'crm-7',
				attributes: {
					platform: 'web',
					push_id: 't-7',
					active: 'true',
					created_time: '1779010200000',
				},
			},
			{
				type: 'device',
				customer_id: '8',
				device_id: 'crm-8',
				attributes: {
					platform: 'web',
					push_id: 't-8',
					active: 'false',
					created_time: '1779096600000',
				},
			},
		]);
	});

	it('names a wrong field by its label, in the node’s own words rather than n8n’s', async () => {
		const ran = await workspace.run(
			mapping('defineBelow', {
				customer_id: '={{ $json.id }}',
				device_id: '={{ $json.id }}',
				platform: 'TV',
				push_id: '={{ $json.token }}',
				active: '={{ $json.live }}',
			}),
			[
				{ id: 7, token: 't-7', live: true },
				{ id: 8, token: 't-8', live: 'sometimes' },
				{ id: 9, token: null, live: true },
			],
			'continueRegularOutput',
		);

		expect(ran.output().map(({ json }) => json.error ?? json.customer_id)).toEqual([
			'7',
			expect.stringMatching(
				/^'Active' is "sometimes", which is neither true nor false \[item 1\]$/,
			),
			expect.stringMatching(/^'Push ID' is empty \[item 2\]$/),
		]);
	});
});

describe('pooling', () => {
	it('sends 10,000 devices in under 30 requests, one output item each in order', async () => {
		const devices = rows(10_000, (index) => ({
			device_id: `9f3c2d70-6a1e-4b7a-8f15-${String(index).padStart(12, '0')}`,
			platform: 'iOS',
			push_id: String(index).padStart(64, 'f'),
		}));

		const ran = await workspace.run(automatically, devices);

		expect(workspace.sandbox.received().length).toBeLessThan(30);
		for (const { headers } of workspace.sandbox.received()) {
			expect(Number(headers['content-length'])).toBeLessThan(100_000);
		}
		expect(workspace.sandbox.counts().bulkImport.records).toBe(10_000);
		expect(ran.output().map(({ json, pairedItem }) => [json.customer_id, pairedItem])).toEqual(
			devices.map(({ customer_id }, item) => [customer_id, { item }]),
		);
	});
});
