import type { IDataObject } from 'n8n-workflow';

/** The longest expression that is looked at, in characters; a longer one is left to n8n. */
const MAX_LENGTH = 500;

/** `={{ $json.a["b c"].d }}` and nothing else: fields of the item by name, nested or not. */
const FIELD_EXPRESSION =
	/^=\{\{\s*\$json((?:\.[A-Za-z_$][\w$]*|\["[^"\\]*"\]|\['[^'\\]*'\])+)\s*\}\}$/;

const STEP = /\.([A-Za-z_$][\w$]*)|\["([^"]*)"\]|\['([^']*)'\]/g;

/** Names that n8n keeps expressions from, whatever is in the item. */
const GUARDED =
	/^(__\w+|prototype|constructor|\w+PrototypeOf|getOwnPropertyDescriptors?|definePropert(y|ies)|mainModule|binding|_\w+|prepareStackTrace|call(er|ee)|arguments|getBuiltinModule|dlopen|execve|loadEnvFile)$/;

/** Reads a field of an item, or says that this is a case for n8n. */
export type FieldReader = (json: IDataObject) => { value: unknown } | undefined;

const isPlainObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Builds the reader of the commonest kind of expression, a field of the item, which needs no
 * expression engine. It covers only what n8n would resolve to the very same value; everything else is
 * left to n8n.
 *
 * @returns nothing for any other expression
 */
export const createFieldReader = (expression: unknown): FieldReader | undefined => {
	if (typeof expression !== 'string' || expression.length > MAX_LENGTH) return undefined;
	const [, path] = FIELD_EXPRESSION.exec(expression) ?? [];
	if (path === undefined) return undefined;
	const names = [...path.matchAll(STEP)].map(([, dotted, double, single]) =>
		String(dotted ?? double ?? single),
	);
	if (names.some((name) => GUARDED.test(name))) return undefined;
	return (json) => {
		let value: unknown = json;
		for (const name of names) {
			if (value === undefined) return { value };
			if (!isPlainObject(value)) return undefined;
			if (!Object.hasOwn(value, name) && name in Object.prototype) return undefined;
			value = value[name];
		}
		// n8n copies objects and lists, and turns some of them into another form.
		return typeof value === 'object' && value !== null ? undefined : { value };
	};
};
