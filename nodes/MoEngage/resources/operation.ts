import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';

/** Reads an item's parameters, as the user set them or as their expressions resolved. */
export interface ItemParameters {
	/** The value of a parameter, undefined where its field is hidden. */
	get: (name: string) => unknown;
	/** The item's own json, for fields that are mapped automatically. */
	json: () => IDataObject;
	/** The workflow's, for dates that name none. */
	timeZone: string;
	/** The properties of the operation, which have the labels for messages. */
	form: INodeProperties[];
	/** What readers note of the item for hints after the run. */
	notes: Map<HintTopic, readonly string[]>;
}

/** Writes the hint about some items, such as "3 items", from the names that were noted of them. */
export type HintTopic = (items: string, names: readonly string[]) => string;

export interface ItemRecord extends Omit<MoEngageRecord, 'itemIndexes'> {
	/** Records of a run with the same key, and the same body around the list, are one record. */
	key?: string;
}

export interface ItemRequest {
	records: ItemRecord[];
	/** What the item's output repeats, in MoEngage's spelling. */
	identifiers: IDataObject;
	notes?: ItemParameters['notes'];
	/** Turns MoEngage's answer into the json of several output items. */
	split?: (answer: IDataObject) => IDataObject[];
}

/** Looks at the items of a run that go to one workspace together, before anything is sent. */
export interface CrossItemCheck {
	add(index: number, request: ItemRequest): void;
	/** Called once, after all items were added. */
	conclude(): {
		/** Items that must not be sent because of the others, with the reason; as many as there are items. */
		invalid?: Iterable<readonly [itemIndex: number, reason: InvalidInput]>;
		/** What the user should know of the items together, in sentences. */
		hints?: string[];
	};
}

export interface Operation {
	name: string;
	/** On the canvas, where the name is too long. */
	shortName?: string;
	value: string;
	/** Sentence case, without articles. */
	action: string;
	description: string;
	endpoint: Endpoint;
	/** Whether it changes nothing at MoEngage. */
	isRead?: boolean;
	/** Its fields; resource, operation and the options are added to them. */
	properties: INodeProperties[];
	/** Its own options, beside those that all operations have. */
	options?: INodeProperties[];
	/** @throws InvalidInput */
	read: (parameters: ItemParameters) => ItemRequest;
	/**
	 * Joins the entries of two records with the same key; without it, the first one is sent. If the two
	 * cannot be one, it returns undefined, and the later is sent after the earlier.
	 */
	mergeEntries?: (earlier: ItemRecord['entry'], later: ItemRecord['entry']) => ItemRecord['entry'];
	/** Writes hints from the outputs of the items that were accepted with a state that was looked up. */
	createStateHints?: (outputs: readonly IDataObject[]) => string[];
	/**
	 * A later check gets only the items that the earlier ones found valid.
	 *
	 * @param items All items of the run, also those that cannot be sent
	 */
	createChecks?: (items: readonly INodeExecutionData[]) => CrossItemCheck[];
}

/** One thing that cannot be sent. */
export interface Finding {
	/** Names the parameter by its label in single quotes, and shows the value. */
	message: string;
	/** Says how to get unstuck. */
	description: string;
	/** Until the message has a label: the names of the parameter and the fields in it, outside in. */
	path?: readonly string[];
}

/** Input that cannot be sent, in words for the user. */
export class InvalidInput extends Error {
	constructor(
		message: string,
		readonly description: string,
		readonly findings: readonly Finding[] = [{ message, description }],
	) {
		super(message);
	}
}
