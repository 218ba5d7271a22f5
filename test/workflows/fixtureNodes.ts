import {
	NodeConnectionTypes,
	Workflow,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

/** A node type with one input and one output, apart from what is given. */
export const createNodeType = (
	name: string,
	description: Partial<INodeTypeDescription> = {},
	execute?: INodeType['execute'],
): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: name,
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
		...description,
	},
	execute,
});

/** A workflow of one node, for what n8n does with a node that no execution needs. */
export const createLoneWorkflow = (node: INode, type: INodeType): Workflow =>
	new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
	});

/** Stands for a trigger or a CRM node: emits the items that the test gives. */
export const createSource = (items: INodeExecutionData[]): INodeType =>
	createNodeType(
		'source',
		{ group: ['trigger'] },
		async () =>
			await Promise.resolve([items.map((item, index) => ({ pairedItem: index, ...item }))]),
	);

/** Stands for any node after ours: resolves one expression for each item. */
export const reader: INodeType = createNodeType(
	'reader',
	{ properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }] },
	async function (this: IExecuteFunctions) {
		const read = this.getInputData().map((item, itemIndex) => ({
			json: { ...item.json, read: String(this.getNodeParameter('value', itemIndex)) },
			pairedItem: { item: itemIndex },
		}));
		return await Promise.resolve([read]);
	},
);
