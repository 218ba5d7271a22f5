import {
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IGetNodeParameterOptions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { execute } from '../../../nodes/MoEngage/execution/execute';
import { prepareRun } from '../../../nodes/MoEngage/execution/prepareRun';
import { MoEngage } from '../../../nodes/MoEngage/MoEngage.node';
import { createMoEngageNode } from '../../createNode';

const type = new MoEngage();

const nodeTypes = {
	getByName: () => type,
	getByNameAndVersion: () => type,
	getKnownTypes: () => ({}),
};

/** A request as it leaves n8n. */
export interface Sent {
	url: string;
	body: IDataObject;
	/** Of the credential that it carries. */
	workspaceId: string;
	sourceIp?: unknown;
}

/** A status, what MoEngage says with it, and its headers; or what is thrown where there is no answer. */
export type MoEngageResponse = [status: number, body?: IDataObject, headers?: IDataObject] | Error;

export interface Scene {
	parameters: INodeParameters;
	rows: IDataObject[];
	onError?: INode['onError'];
	/** Further settings of the node. */
	settings?: Partial<INode>;
	/** The credential of an item, where it differs from the usual one. */
	credential?: (itemIndex: number) => Partial<ICredentialDataDecryptedObject>;
	/** What MoEngage answers to a request; `number` counts them from 1. */
	answer?: (sent: Sent, number: number) => MoEngageResponse | Promise<MoEngageResponse>;
	mode?: WorkflowExecuteMode;
	execution?: AbortController;
	/** What n8n hands to every try of the node in an execution. */
	tries?: object;
	/** Whether the node is the tool of an agent, whose own run n8n then hands to it. */
	isTool?: boolean;
	/** Called for each parameter that is left to n8n. */
	onRead?: (name: string, itemIndex: number) => void;
}

export interface Ran {
	items: INodeExecutionData[];
	/** The `json` of the items. */
	jsons: IDataObject[];
	error?: Error;
	sent: Sent[];
	hints: NodeExecutionHint[];
	log: string[];
	/** The items for which n8n was asked for the credential. */
	credentialsRead: number[];
}

/** What MoEngage documents of a success, whatever the endpoint. */
const success = { status: 'success', response_id: 'aBcD', message: 'Accepted' };

let workspaces = 0;

const findPath = (parameters: INodeParameters, name: string): unknown =>
	name.split('.').reduce<unknown>((value, key) => Object(value)[key], parameters);

const fail = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** What n8n hands to the node, with a MoEngage that answers what the test says. */
const openScene = (scene: Scene) => {
	const { parameters, rows, onError = 'stopWorkflow', answer = () => [200] } = scene;
	const ran: Ran = { items: [], jsons: [], sent: [], hints: [], log: [], credentialsRead: [] };
	// The node remembers the limits of the workspaces that it knows.
	workspaces += 1;
	const usual = {
		dataCenter: 'custom',
		baseUrl: 'https://moengage.example',
		workspaceId: `W${workspaces}`,
		apiKey: 'key',
	};
	// Fast time must not end an attempt on a machine that is slow.
	const options = { timeout: 3_600_000, ...Object(parameters.options) };
	const given = { ...parameters, options };
	const node = createMoEngageNode({ parameters: given, onError, ...scene.settings });
	const { description } = type;
	const { properties } = description;
	node.parameters =
		NodeHelpers.getNodeParameters(properties, given, true, false, node, description) ?? given;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const items = rows.map((json) => ({ json }));
	const tries = scene.tries ?? {};

	const getNodeParameter = (
		name: string,
		itemIndex: number,
		fallback?: unknown,
		{ skipValidation = false }: IGetNodeParameterOptions = {},
	): unknown => {
		// Only for these two does the node leave the check to n8n.
		const isSafe = ['resource', 'operation'].includes(name);
		if (!skipValidation && !isSafe) throw new Error("n8n's own check would end the run");
		scene.onRead?.(name, itemIndex);
		const value = findPath(node.parameters, name) ?? fallback;
		const known = Object({ value });
		return workflow.expression.getParameterValue(
			known.value,
			null,
			0,
			itemIndex,
			node.name,
			items,
			'manual',
			{},
		);
	};

	const httpRequestWithAuthentication = async (
		_name: string,
		{ url, body }: IHttpRequestOptions,
		{ credentialsDecrypted: { data } }: { credentialsDecrypted: { data: IDataObject } },
	) => {
		const parsed: IDataObject = typeof body === 'string' ? JSON.parse(body) : {};
		const { workspaceId, sourceIp } = data;
		const sent = { url, body: parsed, workspaceId: String(workspaceId), sourceIp };
		ran.sent.push(sent);
		const reply = await answer(sent, ran.sent.length);
		if (reply instanceof Error) throw reply;
		const [statusCode, told = { status: 'success' }, headers = {}] = reply;
		const own = statusCode === 200 ? success : {};
		return { statusCode, headers, body: JSON.stringify({ ...own, ...told }) };
	};

	const context: IExecuteFunctions = Object({
		getNode: () => node,
		getInputData: () => items,
		continueOnFail: () => onError !== 'stopWorkflow',
		getTimezone: () => 'UTC',
		getMode: () => scene.mode ?? 'trigger',
		getExecuteData: () =>
			Object.assign(tries, { node: scene.isTool ? { ...node, name: 'Agent' } : node }),
		getExecutionCancelSignal: () => scene.execution?.signal,
		getCredentials: async (name: string, itemIndex: number) => {
			if (name !== 'moEngageApi') throw new Error(`The node has no credential ${name}`);
			ran.credentialsRead.push(itemIndex);
			return await Promise.resolve({ ...usual, ...scene.credential?.(itemIndex) });
		},
		getNodeParameter,
		addExecutionHints: (...hints: NodeExecutionHint[]) => ran.hints.push(...hints),
		logger: { info: (line: string) => ran.log.push(line) },
		helpers: { httpRequestWithAuthentication },
	});
	return { context, ran };
};

/** Executes the node as n8n does. */
export const runNode = async (scene: Scene): Promise<Ran> => {
	const { context, ran } = openScene(scene);
	try {
		const [output = []] = await execute(context);
		ran.items = output;
		ran.jsons = output.map(({ json }) => json);
	} catch (error) {
		ran.error = fail(error);
	}
	return ran;
};

/** What holds for all items of a run, for a look at one station. */
export const openRun = (scene: Scene) => prepareRun(openScene(scene).context);
