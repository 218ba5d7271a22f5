import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';
import type { Cause } from '../api/causes';
import { countNouns, groupDigits } from '../api/numbers';
import { Cancelled } from '../delivery';
import { show, toShortList } from '../resources/fields/text';
import { InvalidInput } from '../resources/operation';
import type { ItemOutcome, ItemOutcomes } from './itemOutcomes';
import type { Run } from './prepareRun';
import type { Inputs } from './readItems';

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

/** @param addition What to add to the message, such as which other items are invalid, too */
export const createInputError = (
	node: INode,
	{ message, description }: InvalidInput,
	itemIndex: number,
	addition = '',
): NodeOperationError => {
	const text = `${message} [item ${itemIndex}]${addition}`;
	const options = { message: text, description, itemIndex };
	return restoreWords(new NodeOperationError(node, text, options), text, description);
};

/** The parts of a failure that workflows can branch on. */
export const pickDetails = ({ httpCode, attribute, type, request_id }: Failure) => ({
	...(httpCode === undefined ? {} : { httpCode }),
	...(attribute === undefined ? {} : { attribute }),
	...(type === undefined ? {} : { type }),
	...(request_id === undefined ? {} : { request_id }),
});

const writeAccepted = ({ accepted = [] }: ItemOutcome): string =>
	accepted.length === 0 ? '' : ` (MoEngage accepted from this item: ${toShortList(accepted)})`;

/** Causes that are about what one item asks for. */
const CAUSES_OF_ITEM: ReadonlySet<string | undefined> = new Set<Cause>([
	'ambiguousUser',
	'categories',
	'foreign',
	'notFound',
	'size',
	'unexpected',
	'value',
]);

/** Identifiers that many items share, or that say what another one is. */
const NOT_OF_ONE_ITEM = /_type$|^(?:target|event_name|cohort_id)$/;

/** Whether the identifier is in the message as a word of its own. */
const mentions = (message: string, identifier: string): boolean => {
	const index = message.indexOf(identifier);
	const isPartOfWord = (at: number) => /[\p{L}\d]/u.test(message[at] ?? '');
	return index !== -1 && !isPartOfWord(index - 1) && !isPartOfWord(index + identifier.length);
};

/** Adds the identifier of the item, if MoEngage's words do not have it. */
const addIdentifier = (
	{ message, cause }: Failure,
	{ failed }: ItemOutcome,
	identifiers: IDataObject,
): string => {
	const texts = Object.entries(identifiers).flatMap(([name, value]) =>
		typeof value === 'string' && !NOT_OF_ONE_ITEM.test(name) ? [value] : [],
	);
	if (failed !== undefined) texts.unshift(failed);
	const [identifier] = texts;
	const isNamed = texts.some((text) => mentions(message, text));
	if (identifier === undefined || isNamed || !CAUSES_OF_ITEM.has(cause)) return message;
	return `${message.replace(/\.$/, '')} (${show(identifier)})`;
};

/**
 * @param identifiers What the item's output repeats
 * @param addition What to add to the message, such as how far the run had come
 */
export const createApiError = (
	node: INode,
	failure: Failure,
	{ outcome, identifiers }: { outcome: ItemOutcome; identifiers: IDataObject },
	itemIndex: number,
	addition = '',
): NodeApiError => {
	const { message, description, httpCode } = failure;
	const words = addIdentifier(failure, outcome, identifiers);
	const text = `${words}${writeAccepted(outcome)}${addition} [item ${itemIndex}]`;
	const options = { message: text, description, httpCode, itemIndex };
	const error = new NodeApiError(node, { message, ...pickDetails(failure) }, options);
	return restoreWords(error, text, description);
};

/**
 * n8n routes an item that carries `error` to the error output, and reduces an item that still carries
 * it afterward to the bare message. So `error` is not enumerable, which n8n's routing does not copy,
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

/** The error of the first item that cannot be sent, which counts the others; nothing has been sent. */
export const createFirstInputError = (
	{ node, items }: Run,
	{ invalid }: Inputs,
): ItemError | undefined => {
	const [first = 0, ...others] = [...items.keys()].filter((index) => invalid.has(index));
	const reason = invalid.get(first);
	if (reason === undefined) return undefined;
	const count = ` and ${countNouns(others.length, 'more item')}: ${toShortList(others.map(String))}`;
	return createInputError(node, reason, first, others.length === 0 ? '' : count);
};

/** Says how many items had been sent; nothing for a single item, or where nothing is written. */
const writeCount = ({ operation, items }: Run, outcomes: ItemOutcomes): string => {
	if (operation.isRead || items.length === 1) return '';
	const { accepted, ambiguous } = outcomes.count();
	const sent = accepted === 0 ? 'none of the' : `${groupDigits(accepted)} of`;
	const more = ambiguous === 0 ? '' : `; ${groupDigits(ambiguous)} may have been`;
	return ` (${sent} ${groupDigits(items.length)} items had been sent${more})`;
};

/** The error of the first item that was not accepted, with how far the run had come. */
export const createStopError = (
	run: Run,
	{ itemRequests }: Inputs,
	outcomes: ItemOutcomes,
): ItemError | undefined => {
	const first = outcomes.findFirstFailure();
	if (first === undefined) return undefined;
	const { itemIndex, failure } = first;
	const { identifiers = {} } = itemRequests.get(itemIndex) ?? {};
	const item = { outcome: outcomes.of(itemIndex), identifiers };
	return createApiError(run.node, failure, item, itemIndex, writeCount(run, outcomes));
};

const createCancellation = (run: Run, outcomes: ItemOutcomes) =>
	new NodeOperationError(run.node, `The execution was cancelled${writeCount(run, outcomes)}`, {
		description: run.operation.endpoint.idempotent
			? 'Run the items again to send the rest. Sending an item again does no harm.'
			: 'Run only the items that are not in MoEngage yet. An event that is sent twice is recorded twice.',
	});

/** The error that ends a run as a whole, such as an option that cannot be read. */
export const createRunError = (node: INode, cause: unknown, outcomes: ItemOutcomes, run?: Run) => {
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) return cause;
	if (run !== undefined && cause instanceof Cancelled) return createCancellation(run, outcomes);
	const reason = cause instanceof Error ? cause.message : String(cause);
	const count = run === undefined ? '' : writeCount(run, outcomes);
	const description =
		cause instanceof InvalidInput
			? cause.description
			: 'Look up the items in MoEngage, and report this to the maintainers of the node.';
	return new NodeOperationError(node, `${reason}${count}`, { description });
};
