import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

/** Stands for a trigger or a CRM node: emits the items that the test gives. */
export const createSource = (items: INodeExecutionData[]): INodeType => ({
	description: {
		displayName: 'Source',
		name: 'source',
		group: ['trigger'],
		version: 1,
		description: 'Emits items',
		defaults: { name: 'Source' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return await Promise.resolve([items.map((item, index) => ({ pairedItem: index, ...item }))]);
	},
});

/** Stands for any node after ours: resolves one expression for each item. */
export const reader: INodeType = {
	description: {
		displayName: 'Reader',
		name: 'reader',
		group: ['transform'],
		version: 1,
		description: 'Resolves an expression for each item',
		defaults: { name: 'Reader' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		const read = this.getInputData().map((item, itemIndex) => ({
			json: { ...item.json, read: String(this.getNodeParameter('value', itemIndex)) },
			pairedItem: { item: itemIndex },
		}));
		return await Promise.resolve([read]);
	},
};
