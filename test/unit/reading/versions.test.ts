import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import { findOperation, resources } from '../../../nodes/MoEngage/resources';
import { bulkUpsert } from '../../../nodes/MoEngage/resources/device/bulkUpsert';
import { upsert } from '../../../nodes/MoEngage/resources/device/upsert';
import type { Operation } from '../../../nodes/MoEngage/resources/operation';
import { createNodeProperties } from '../../../nodes/MoEngage/resources/resource';
import { createMoEngageNode } from '../../createNode';

/** What version 2 calls the user. */
const userId: INodeProperties = {
	displayName: 'User ID',
	name: 'userId',
	type: 'string',
	default: '',
};

const second: Operation = {
	...upsert,
	versions: [2],
	properties: [userId, ...upsert.properties.filter(({ name }) => name !== 'customerId')],
};
const remove: Operation = { ...upsert, name: 'Remove', value: 'remove', versions: [2] };

const { description: released } = new MoEngage();

const describeBoth = (): INodeTypeDescription => ({
	...released,
	version: [1, 2],
	properties: createNodeProperties(resources, [1, 2]),
});

/** The fields that n8n shows of a form, and what they hold at first. */
const openForm = (
	description: INodeTypeDescription,
	typeVersion: number,
	parameters: INodeParameters,
) =>
	NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		createMoEngageNode({ typeVersion }),
		description,
	);

/** The operations that the editor offers for devices. */
const listChoices = ({ properties, ...description }: INodeTypeDescription, typeVersion: number) =>
	properties
		.filter(({ name }) => name === 'operation')
		.filter((property) =>
			NodeHelpers.displayParameter(
				{ resource: 'device' },
				property,
				{ typeVersion },
				{
					...description,
					properties,
				},
			),
		)
		.map(({ options = [] }) => options.map((option) => ('value' in option ? option.value : '')));

describe('a version 2 of the node', () => {
	beforeEach(() => {
		const device = resources.find(({ value }) => value === 'device');
		if (device === undefined) throw new Error('There are no devices');
		const first = { ...upsert, versions: [1] };
		jest.replaceProperty(device, 'operations', [first, second, bulkUpsert, remove]);
	});

	afterEach(() => {
		jest.restoreAllMocks();
	});

	it('changes nothing for the workflows of version 1', () => {
		const both = describeBoth();

		expect(listChoices(both, 1)).toEqual([['upsert', 'bulkUpsert']]);
		for (const { value: resource, operations } of resources) {
			for (const { value: operation, versions = [1] } of operations) {
				if (!versions.includes(1)) continue;
				const parameters = { resource, operation };
				expect(openForm(both, 1, parameters)).toEqual(openForm(released, 1, parameters));
			}
		}
		expect(findOperation('device', 'upsert', 1)?.properties).toBe(upsert.properties);
		expect(findOperation('device', 'remove', 1)).toBeUndefined();
	});

	it('has its own form of an operation, and an operation of its own', () => {
		const form = openForm(describeBoth(), 2, { resource: 'device', operation: 'upsert' });

		expect(listChoices(describeBoth(), 2)).toEqual([['upsert', 'bulkUpsert', 'remove']]);
		expect(form).toMatchObject({ userId: '', deviceId: '' });
		expect(form).not.toHaveProperty('customerId');
		expect(findOperation('device', 'upsert', 2)).toBe(second);
	});
});
