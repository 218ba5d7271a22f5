import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { connect, type Connection } from '../api/connection';
import { InvalidCredential } from '../api/credential';
import type { DeliverySettings } from '../delivery/attempts';
import { findOperation } from '../resources';
import { InvalidInput, type Operation } from '../resources/operation';
import { createParameterReader, type ParameterReader } from './parameters';
import { readSettings } from './settings';

/** What holds for all items of a run. */
export interface Run extends Connection {
	operation: Operation;
	settings: DeliverySettings;
	readerFor: ParameterReader;
}

const OPEN_NODE = 'Open the node and correct it there.';

const prepare = async (context: IExecuteFunctions): Promise<Run> => {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (operation === undefined) {
		throw new InvalidInput(`'Operation' is ${name}, which ${resource} does not have`, OPEN_NODE);
	}
	const readerFor = createParameterReader(context, operation.properties);
	const settings = readSettings(operation, readerFor(0, {}));
	const signal = context.getExecutionCancelSignal();
	const connection = await connect(context, { timeout: settings.timeout, signal });
	return { operation, settings, readerFor, ...connection };
};

/**
 * Reads what holds for all items, and the credential.
 *
 * @returns what is in the way, for the caller to throw or to give to every item: a node that continues
 * must not throw, since n8n would then pass its input on as if it had been sent
 */
export const prepareRun = async (context: IExecuteFunctions): Promise<Run | NodeOperationError> => {
	try {
		return await prepare(context);
	} catch (error) {
		const node = context.getNode();
		if (error instanceof InvalidInput || error instanceof InvalidCredential) {
			return new NodeOperationError(node, error.message, { description: error.description });
		}
		return new NodeOperationError(node, error instanceof Error ? error : String(error));
	}
};
