import {
	NodeConnectionTypes,
	UnexpectedError,
	deepCopy,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import { z } from 'zod';

import { getPackage, runWorkflow, toItems, type Ran } from './engine';
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

const findTool = async (context: IExecuteFunctions): Promise<AgentTool> => {
	const tools = await context.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
	const [tool] = Array.isArray(tools) ? tools : [];
	if (!isTool(tool)) throw new UnexpectedError('The node is not offered as a tool');
	return tool;
};

/** Stands for an agent whose model has decided: calls the one tool with each item's fields. */
const agent = createNodeType(
	'agent',
	{ inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, displayName: 'Tool' }] },
	async function (this: IExecuteFunctions) {
		const tool = await findTool(this);
		const { name, description, schema } = tool;
		const parameters = Object.entries(schema.shape).map(([key, field]) => ({
			key,
			type: field instanceof z.ZodType ? field.constructor.name : '',
			description: field.description,
		}));
		const answers = [];
		for (const [item, { json }] of this.getInputData().entries()) {
			const answer = z.string().parse(await tool.invoke(json));
			answers.push({
				json: { name, description, parameters, answer: JSON.parse(answer) },
				pairedItem: { item },
			});
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

/** Runs Source → Agent, with our node as the agent's tool; `calls` are what the model decided. */
export const runAgent = async (
	workspace: TestWorkspace,
	parameters: INodeParameters,
	calls: Parameters<typeof toItems>[0],
): Promise<Ran> => {
	const workflow = {
		nodes: [
			createNode('Source', 'test.source'),
			createNode('Agent', 'test.agent'),
			createNode('MoEngage', 'n8n-nodes-moengage.moEngageTool', {
				parameters,
				credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
			}),
		],
		connections: {
			Source: { main: [[{ node: 'Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
			MoEngage: { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
	};
	return await runWorkflow(workflow, toItems(calls), workspace.credential(), {
		'test.agent': agent,
		'n8n-nodes-moengage.moEngageTool': await convertToTool(),
	});
};
