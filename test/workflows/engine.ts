import 'reflect-metadata';

import path from 'node:path';
import {
	Credentials,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	PackageDirectoryLoader,
	WorkflowExecute,
} from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IRequestOptionsSimplified,
	type IRun,
	type ITaskData,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { z } from 'zod';

import { createSource, reader } from './fixtureNodes';
import { createNode } from '../createNode';

// Otherwise n8n writes every run that stops to the console.
process.env.N8N_LOG_LEVEL = 'silent';

const packageRoot = path.join(__dirname, '../..');

const loadPackage = async () => {
	const loader = new PackageDirectoryLoader(packageRoot);
	await loader.loadAll();
	return loader;
};

let loading: ReturnType<typeof loadPackage> | undefined;

/** The built package, through the loader that n8n itself uses. */
export const getPackage = async () => await (loading ??= loadPackage());

const plainSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const doNothing = async () => await Promise.resolve(undefined);

/** Hands out one credential, as n8n's database would, with its expressions resolved for the item. */
export class TestCredentials extends ICredentialsHelper {
	constructor(
		private readonly type: ICredentialType,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		super();
	}

	preAuthentication = doNothing;
	runPreAuthentication = doNothing;
	updateCredentials = doNothing;
	updateCredentialsOauthTokenData = doNothing;

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'function') throw new UnexpectedError('No function credential');
		// The older form of a request names its address uri.
		const { url, uri }: Record<string, unknown> = { ...requestOptions };
		const request = { ...requestOptions, url: String(url ?? uri) };
		return await authenticate.call(this.type, credentials, request);
	}

	async getCredentials({ id, name }: INodeCredentialsDetails, type: string) {
		return await Promise.resolve(new Credentials({ id, name }, type));
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_credentials: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		item?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const hasExpression = Object.values(this.data).some((value) => String(value).startsWith('='));
		if (item === undefined || !hasExpression) return { ...this.data };
		const resolved = item.workflow.expression.getParameterValue(
			plainSchema.parse(this.data),
			item.runExecutionData,
			item.runIndex,
			item.itemIndex,
			item.node.name,
			item.connectionInputData,
			mode,
			{},
			executeData,
		);
		return await Promise.resolve(plainSchema.parse(resolved));
	}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}
}

const unavailable = async (): Promise<never> =>
	await Promise.reject(new UnexpectedError('Not part of this engine'));

export const createAdditionalData = (
	credentialsHelper: ICredentialsHelper,
	hooks?: ExecutionLifecycleHooks,
): IWorkflowExecuteAdditionalData => ({
	credentialsHelper,
	hooks,
	externalSecretsProxy: new ExternalSecretsProxy(),
	executeWorkflow: unavailable,
	getRunExecutionData: unavailable,
	getRuntimeCredential: unavailable,
	startRunnerTask: unavailable,
	currentNodeExecutionIndex: 0,
	restApiUrl: 'http://127.0.0.1:5678',
	instanceBaseUrl: 'http://127.0.0.1:5678',
	formBaseUrl: 'http://127.0.0.1:5678',
	formWaitingBaseUrl: 'http://127.0.0.1:5678',
	formTestBaseUrl: 'http://127.0.0.1:5678',
	webhookBaseUrl: 'http://127.0.0.1:5678',
	webhookWaitingBaseUrl: 'http://127.0.0.1:5678',
	webhookTestBaseUrl: 'http://127.0.0.1:5678',
	mcpBaseUrl: 'http://127.0.0.1:5678',
	mcpTestBaseUrl: 'http://127.0.0.1:5678',
	variables: {},
	logAiEvent: () => {},
});

export interface WorkflowFile {
	nodes: INode[];
	connections: IConnections;
	/** Such as the time zone. */
	settings?: IWorkflowSettings;
}

/** What a workflow run left behind. */
export interface Ran {
	run: IRun;
	/** The items of a node's output; 1 is the error output. */
	output: (nodeName?: string, index?: number) => INodeExecutionData[];
	/** The fields of those items. */
	jsons: (nodeName?: string, index?: number) => IDataObject[];
	task: (nodeName?: string) => ITaskData | undefined;
}

export interface Started {
	finished: Promise<Ran>;
	/** What n8n does when the user stops the execution. */
	cancel: () => void;
}

/**
 * Starts a workflow on n8n's engine. Its node `Source` emits the given items.
 *
 * @param others Node types besides ours and those of `fixtureNodes`, by their full name
 */
export const startWorkflow = async (
	{ nodes, connections, settings = {} }: WorkflowFile,
	items: INodeExecutionData[],
	credentials: ICredentialDataDecryptedObject,
	others: Record<string, INodeType> = {},
): Promise<Started> => {
	const loader = await getPackage();
	const types: Record<string, INodeType | IVersionedNodeType> = {
		'n8n-nodes-moengage.moEngage': loader.getNode('moEngage').type,
		'test.source': createSource(items),
		'test.reader': reader,
		...others,
	};
	const find = (type: string) => {
		const found = types[type];
		if (found === undefined) throw new UnexpectedError(`No node type ${type}`);
		return found;
	};
	const nodeTypes: INodeTypes = {
		getByName: find,
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(find(type), version),
		getKnownTypes: () => ({}),
	};
	const saved = { id: 'test', name: 'Test', nodes, connections, active: false, settings };
	const workflow = new Workflow({ ...saved, nodeTypes });
	const now = new Date();
	const hooks = new ExecutionLifecycleHooks('manual', '1', {
		...saved,
		isArchived: false,
		activeVersionId: null,
		createdAt: now,
		updatedAt: now,
	});
	const helper = new TestCredentials(loader.getCredential('moEngageApi').type, credentials);
	const execution = new WorkflowExecute(createAdditionalData(helper, hooks), 'manual');
	const promise = execution.run({ workflow, startNode: workflow.getNode('Source') ?? undefined });
	const finish = async (): Promise<Ran> => {
		const run = await promise;
		const task = (nodeName = 'MoEngage') => run.data.resultData.runData[nodeName]?.[0];
		const output = (nodeName?: string, index = 0) => task(nodeName)?.data?.main?.[index] ?? [];
		return { run, task, output, jsons: (...of) => output(...of).map(({ json }) => json) };
	};
	return { finished: finish(), cancel: () => promise.cancel() };
};

export const runWorkflow = async (...parameters: Parameters<typeof startWorkflow>): Promise<Ran> =>
	await (
		await startWorkflow(...parameters)
	).finished;

/** Our node, with the credential of the workflow. */
export const createOwnNode = (
	name: string,
	parameters: INodeParameters,
	more: Partial<INode> = {},
): INode =>
	createNode(name, 'n8n-nodes-moengage.moEngage', {
		parameters,
		credentials: { moEngageApi: { id: '1', name: 'MoEngage' } },
		...more,
	});

/** A workflow of `Source` and the given nodes; a link may leave an output other than the first. */
export const linkNodes = (
	nodes: INode[],
	links: Array<[from: string, to: string, output?: number]>,
): WorkflowFile => {
	const connections: IConnections = {};
	for (const [from, to, output = 0] of links) {
		const { main = [] } = connections[from] ?? {};
		(main[output] ??= []).push({ node: to, type: 'main', index: 0 });
		connections[from] = { main };
	}
	return { nodes: [createNode('Source', 'test.source'), ...nodes], connections };
};

/**
 * A workflow of Source → MoEngage.
 *
 * @param settings Further settings of our node, such as *Retry On Fail*
 */
export const createWorkflow = (
	parameters: INodeParameters,
	onError: INode['onError'] = 'stopWorkflow',
	settings: Partial<INode> = {},
): WorkflowFile =>
	linkNodes(
		[createOwnNode('MoEngage', parameters, { onError, ...settings })],
		[['Source', 'MoEngage']],
	);

export const toItems = (rows: IDataObject[]): INodeExecutionData[] =>
	rows.map((json) => ({ json }));
