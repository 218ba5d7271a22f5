import type { IDataObject, INodeProperties } from 'n8n-workflow';

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
}

/** A record that an item asks for. */
export interface ItemRecord extends Omit<MoEngageRecord, 'itemIndexes'> {
	/** Records of a run with the same key and body are one record. */
	key?: string;
}

/** The device that an ask concerns. Of several devices with one of the last three, MoEngage keeps one. */
export interface DeviceSubject {
	deviceId: string;
	pushId: string;
	gaid?: string;
	idfv?: string;
}

/** The users of a merge, by customer ID. */
export interface MergePair {
	merged: string;
	retained: string;
}

/**
 * Looks at all asks of a run, and yields after each, so that the caller can give way to the rest of
 * n8n in between.
 */
export type BatchCheck<Result> = (
	itemRequests: ItemRequests,
) => Generator<undefined, Result, undefined>;

/** What one item asks for. */
export interface ItemRequest {
	records: ItemRecord[];
	/** What the item's output repeats, in MoEngage's spelling. */
	identifiers: IDataObject;
	/** The device, where the ask concerns one. */
	device?: DeviceSubject;
	/** The users, where the ask merges two. */
	merge?: MergePair;
	/** Names of input fields that are not sent as attributes. */
	notSent?: readonly string[];
	/** Turns MoEngage's answer into the json of several output items. */
	split?: (answer: IDataObject) => IDataObject[];
	/** What the user should know of this item, although it is sent. */
	hint?: string;
}

/** The asks of a run by the index of their item. */
export type ItemRequests = ReadonlyMap<number, ItemRequest>;

/** How the items of an operation are read, one by one and together. */
export interface Handler {
	/** @throws InvalidInput */
	read: (parameters: ItemParameters) => ItemRequest;
	/** Joins the elements of two records with the same key; without it, the first one is sent. */
	mergeEntries?: (
		earlier: MoEngageRecord['entry'],
		later: MoEngageRecord['entry'],
	) =>
		| MoEngageRecord['entry']
		/** The two cannot be one: the later is sent after the earlier. */
		| undefined;
	/** Names items that must not be sent because of the others, with the reason. */
	refuse?: BatchCheck<ReadonlyMap<number, InvalidInput>>;
	/** Says what the user should know of the items together, in sentences. */
	hintsOf?: BatchCheck<string[]>;
}

/** One operation, as the editor shows it. */
export interface Operation {
	name: string;
	value: string;
	/** Sentence case, without articles. */
	action: string;
	/** The versions of the node that have it, where not all do. */
	versions?: number[];
	description: string;
	endpoint: Endpoint;
	/** Whether it changes nothing at MoEngage. */
	isRead?: boolean;
	/** Its fields; resource, operation and the options are added to them. */
	properties: INodeProperties[];
	/** Its own options, beside those that all operations have. */
	options?: INodeProperties[];
	/** n8n loads every installed node when it starts: how items are read waits for an execution. */
	loadHandler: () => Promise<Handler>;
}

/** Input that cannot be sent, in words for the user. */
export class InvalidInput extends Error {
	/**
	 * @param message Names the parameter by its label in single quotes, and shows the value
	 * @param description Says how to get unstuck
	 */
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}
