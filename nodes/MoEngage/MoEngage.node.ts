import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { getCategoryFields, getDeviceFields, searchCategories } from './editor';
import { resources } from './resources';
import { createNodeProperties, createSubtitle } from './resources/resource';

export class MoEngage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MoEngage',
		name: 'moEngage',
		icon: { light: 'file:../../icons/moengage.svg', dark: 'file:../../icons/moengage.dark.svg' },
		group: ['output'],
		// A saved workflow keeps its version; docs/architecture.md says how to add one.
		version: 1,
		subtitle: createSubtitle(resources),
		description:
			'Manage users, events, devices, cohorts, push opt-outs, email resubscriptions, and subscription preferences',
		defaults: { name: 'MoEngage' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'moEngageApi', required: true }],
		properties: createNodeProperties(resources),
	};

	methods = {
		listSearch: { searchCategories },
		resourceMapping: { getCategoryFields, getDeviceFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n loads every installed node when it starts: what only an execution needs waits for one.
		const { execute } = await import('./execution/execute');
		return await execute(this);
	}
}
