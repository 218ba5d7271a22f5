import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';
import type { InvalidInput } from '../resources/operation';

export type ItemError = NodeApiError | NodeOperationError;

/** n8n replaces messages that contain the name of a system code; ours stay as they are. */
const restoreWords = <Kind extends ItemError>(
	error: Kind,
	message: string,
	description: string,
): Kind => {
	error.message = message;
	error.description = description;
	return error;
};

/** Creates the error of an item that was not sent because of what it holds. */
export const createInputError = (
	node: INode,
	{ message, description }: InvalidInput,
	itemIndex: number,
): NodeOperationError => {
	const text = `${message} [item ${itemIndex}]`;
	const options = { message: text, description, itemIndex };
	return restoreWords(new NodeOperationError(node, text, options), text, description);
};

/**
 * Creates the error of an item that MoEngage refused, or that did not reach it.
 *
 * @param addition What to add to the message, such as what was sent all the same
 */
export const createApiError = (
	node: INode,
	failure: Failure,
	itemIndex: number,
	addition = '',
): NodeApiError => {
	const { message, description, httpCode } = failure;
	const text = `${message}${addition} [item ${itemIndex}]`;
	const options = { message: text, description, httpCode, itemIndex };
	const error = new NodeApiError(node, { message, ...pickDetails(failure) }, options);
	return restoreWords(error, text, description);
};

/** The parts of a refusal that workflows can branch on. */
export const pickDetails = ({ httpCode, attribute, type, request_id }: Failure) => ({
	...(httpCode === undefined ? {} : { httpCode }),
	...(attribute === undefined ? {} : { attribute }),
	...(type === undefined ? {} : { type }),
	...(request_id === undefined ? {} : { request_id }),
});

/**
 * Creates the output of an item that could not be sent, for runs that continue.
 *
 * n8n routes an item that carries `error` to the error output, and reduces an item that still carries
 * it afterwards to the bare message. So `error` is not enumerable, which n8n's routing does not copy,
 * and it is absent where there is nothing to route: the details stay with the item.
 */
export const createErrorItem = (
	node: INode,
	error: ItemError,
	details: IDataObject,
	itemIndex: number,
): INodeExecutionData => {
	const item: INodeExecutionData = {
		json: { error: error.message, description: error.description, ...details },
		pairedItem: { item: itemIndex },
	};
	if (node.onError === 'continueErrorOutput') {
		Object.defineProperty(item, 'error', { value: error, configurable: true, writable: true });
	}
	return item;
};
