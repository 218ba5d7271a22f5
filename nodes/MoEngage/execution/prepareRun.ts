import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { TimeSlice } from '../delivery';
import { findOperation } from '../resources';
import { show } from '../resources/fields/text';
import { InvalidInput, type Operation } from '../resources/operation';
import { createRunProperties, readOptions, type RunOptions } from '../resources/runOptions';
import { createParameterReader, type ParameterReader } from './parameters';
import { createConnectionFinder, type FindConnection } from './workspaces';

/** What holds for all items of a run. */
export interface Run {
	context: IExecuteFunctions;
	node: INode;
	/** Whether the other items are sent although one could not be sent. */
	continues: boolean;
	items: INodeExecutionData[];
	operation: Operation;
	options: RunOptions;
	readerFor: ParameterReader;
	findConnection: FindConnection;
	/** Aborted when the execution is cancelled. */
	signal: AbortSignal;
	timeSlice: TimeSlice;
}

/** @throws InvalidInput */
export const prepareRun = (context: IExecuteFunctions): Run => {
	const signal = context.getExecutionCancelSignal() ?? new AbortController().signal;
	const items = context.getInputData();
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const node = context.getNode();
	const operation = findOperation(resource, name);
	if (operation === undefined) {
		throw new InvalidInput(
			`'Operation' is ${show(name)}, which the resource ${show(resource)} does not have`,
			'Open the node and choose an operation from the list.',
		);
	}
	const properties = [...operation.properties, ...createRunProperties(operation)];
	const readerFor = createParameterReader(context, properties);
	const options = readOptions(operation, readerFor(0, {}));
	return {
		context,
		node,
		continues: context.continueOnFail(),
		items,
		operation,
		options,
		readerFor,
		findConnection: createConnectionFinder(context, items.length, options.timeout),
		signal,
		timeSlice: new TimeSlice(signal),
	};
};
