import { InvalidInput } from '../operation';
import { findNameFault, type Fault } from './attributeNames';
import { readAttributeValue, type AttributeValue } from './attributeValues';
import type { InputField } from './inputAttributes';
import { stripInvisible } from './invisible';
import { isBlank, show } from './readFields';

/** A name and a value as they were entered. */
export type AttributeEntry = [name: unknown, value: unknown];

const toNameText = (name: unknown): string =>
	typeof name === 'string' || typeof name === 'number' ? stripInvisible(String(name)) : '';

/** Says that a value has no name. */
export const toMissingName = (value: unknown): Fault => [
	`has the value ${show(value)} without a name`,
	'Enter the name of the attribute, or remove the row.',
];

/** Says that an attribute has a value that MoEngage does not take: an object, or lists in a list. */
export const toNested = (name: string, value: unknown): Fault => [
	`has ${show(value)} for ${show(name)}, which is an object or has lists within a list`,
	'Use text, a number, true, false, a date, or a list of one of these. To use a part of an object, enter an expression such as {{ $json.address.city }}.',
];

const toContradiction = (name: string): Fault => [
	`has ${show(name)} twice with different values`,
	'Enter each attribute once.',
];

/** Gathers attributes, and refuses those that MoEngage would not take as they are. */
export class AttributeList {
	private readonly values: Map<string, AttributeValue>;

	/** Names of input fields that cannot be attributes. */
	readonly leftOut: string[] = [];

	/**
	 * @param label The parameter's, for messages
	 * @param standard Standard attributes, which have fields of their own
	 */
	constructor(
		private readonly label: string,
		private readonly standard: ReadonlyMap<string, AttributeValue>,
	) {
		this.values = new Map(standard);
	}

	get size(): number {
		return this.values.size;
	}

	toObject(): Record<string, AttributeValue> {
		return Object.fromEntries(this.values);
	}

	/** Adds what was entered by name and value; what is blank is left out. */
	addEntry([rawName, rawValue]: AttributeEntry): void {
		const name = toNameText(rawName);
		if (name !== '') this.add({ name, value: rawValue, isNamed: true });
		else if (!isBlank(rawValue)) throw this.toFailure(toMissingName(rawValue));
	}

	/** Adds a field of the item. A standard attribute of the same name wins. */
	addField(inputField: InputField): void {
		if (!this.standard.has(inputField.name)) this.add(inputField);
	}

	private add({ name, value, isNamed }: InputField): void {
		const nameFault = findNameFault(name);
		if (nameFault !== undefined) throw this.toFailure(nameFault);
		const handler = readAttributeValue(value, name);
		if (handler.kind === 'invalid') throw this.toFailure(handler.fault);
		if (handler.kind === 'sent') this.set(name, handler.value);
		else if (handler.kind === 'nested' && isNamed) throw this.toFailure(toNested(name, value));
		else this.leftOut.push(name);
	}

	private set(name: string, value: AttributeValue): void {
		const known = this.values.get(name);
		if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
			throw this.toFailure(toContradiction(name));
		}
		this.values.set(name, value);
	}

	toFailure([what, hint]: Fault): InvalidInput {
		return new InvalidInput(`'${this.label}' ${what}`, hint);
	}
}
