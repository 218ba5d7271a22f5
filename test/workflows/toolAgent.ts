import {
	NodeConnectionTypes,
	UnexpectedError,
	deepCopy,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import { z } from 'zod';

import { createOwnNode, getPackage, linkNodes, runWorkflow, toItems, type Ran } from './engine';
import { createNodeType } from './fixtureNodes';
import type { TestWorkspace } from './workspace';
import { createNode } from '../createNode';

/** A tool as n8n hands it to an agent, and the agent to its model. */
interface AgentTool {
	name: string;
	description: string;
	schema: z.ZodObject<z.ZodRawShape>;
	invoke: (args: unknown) => Promise<unknown>;
}

const isTool = (value: unknown): value is AgentTool =>
	typeof value === 'object' &&
	value !== null &&
	'invoke' in value &&
	'schema' in value &&
	value.schema instanceof z.ZodObject;

const findTools = async (context: IExecuteFunctions): Promise<AgentTool[]> => {
	const tools = await context.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
	if (Array.isArray(tools) && tools.length > 0 && tools.every(isTool)) return tools;
	throw new UnexpectedError('The node is not offered as a tool');
};

/** Stands for an agent whose model has decided how to call each of its tools, for each item. */
const createAgent = (decide: (json: IDataObject) => IDataObject) =>
	createNodeType(
		'agent',
		{
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, displayName: 'Tool' }],
		},
		async function (this: IExecuteFunctions) {
			const tools = await findTools(this);
			const answers = [];
			for (const [item, { json }] of this.getInputData().entries()) {
				for (const tool of tools) {
					const { name, description, schema } = tool;
					const parameters = Object.entries(schema.shape).map(([key, field]) => ({
						key,
						type: field instanceof z.ZodType ? field.constructor.name : '',
						description: field.description,
					}));
					const answer = z.string().parse(await tool.invoke(decide(json)));
					answers.push({
						json: { name, description, parameters, answer: JSON.parse(answer) },
						pairedItem: { item },
					});
				}
			}
			return [answers];
		},
	);

/**
 * What n8n's server makes of a node that is usable as a tool (`convertNodeToAiTool`, which is not
 * part of `n8n-core`): the same node, without inputs and with a tool as its output.
 */
const convertToTool = async (): Promise<INodeType> => {
	const { type } = (await getPackage()).getNode('moEngage');
	if (!('execute' in type) || !type.description.usableAsTool) {
		throw new UnexpectedError('The node is not usable as a tool');
	}
	const description = deepCopy(type.description);
	delete description.usableAsTool;
	return Object.assign(Object.create(type), {
		description: {
			...description,
			name: `${description.name}Tool`,
			displayName: `${description.displayName} Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		},
	});
};

/**
 * Runs Source → Agent, with our node as each of the agent's tools.
 *
 * @param tools The parameters of each tool
 * @param decide What the model tells the tools of an item
 */
export const runAgent = async (
	workspace: TestWorkspace,
	tools: INodeParameters[],
	items: IDataObject[],
	{
		decide = (json) => json,
		settings,
	}: { decide?: (json: IDataObject) => IDataObject; settings?: Partial<INode> } = {},
): Promise<Ran> => {
	const nodes = tools.map((parameters, index) =>
		createOwnNode(index === 0 ? 'MoEngage' : `MoEngage${index}`, parameters, {
			type: 'n8n-nodes-moengage.moEngageTool',
			...settings,
		}),
	);
	const workflow = linkNodes([createNode('Agent', 'test.agent'), ...nodes], [['Source', 'Agent']]);
	for (const { name } of nodes) {
		const link = { node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 };
		workflow.connections[name] = { ai_tool: [[link]] };
	}
	return await runWorkflow(workflow, toItems(items), workspace.credential(), {
		'test.agent': createAgent(decide),
		'n8n-nodes-moengage.moEngageTool': await convertToTool(),
	});
};
