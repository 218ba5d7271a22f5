import type { Refusal } from '../refusals';
import { addNote } from '../state';
import { accepted, type Call, type Endpoint, type Outcome } from './endpoint';
import type { EndpointName } from './names';

/** What became of an element: refused as invalid, or accepted with so many records stored. */
export type Receipt = { refusal: Refusal } | { records: number };

/** A kind of element: the whole body of its own endpoint, or one of many in a bulk import. */
export interface ElementKind {
	/** What the limits count. */
	unit: 'users' | 'events' | 'devices';
	/** How many of its unit an element is. */
	count(element: unknown): number;
	/** Checks the element and stores it. */
	receive(call: Call, endpoint: EndpointName, element: unknown): Receipt;
}

export const noteViolation = (
	{ state }: Call,
	endpoint: EndpointName,
	reason: string,
	sent: unknown,
): void => {
	addNote(state.violations, { endpoint, reason, sent });
};

/** MoEngage answers 200 to it and forgets it. */
export const lose = (
	{ state }: Call,
	endpoint: EndpointName,
	reason: string,
	element: unknown,
): void => {
	addNote(state.lost, { endpoint, element, reason });
};

/** The endpoint that takes one element of a kind as its body. */
export const createElementEndpoint = (
	kind: ElementKind,
	{ name, path, query }: Pick<Endpoint, 'name' | 'path' | 'query'>,
): Endpoint => ({
	name,
	method: 'POST',
	path,
	errors: 'data',
	query,
	countUnits: (body) => ({ [kind.unit]: kind.count(body) }),
	answer: (call): Outcome => {
		const receipt = kind.receive(call, name, call.body);
		return 'refusal' in receipt
			? receipt
			: { status: 200, body: accepted, records: receipt.records };
	},
});
