import type { Resource } from './resource';

/**
 * Writes the expression of the node's subtitle, which names the operation and the resource as the form
 * does, if that is short enough: n8n cuts it off at twice the width of a node. n8n evaluates it for every
 * node on the canvas.
 */
export const createSubtitle = (resources: readonly Resource[]): string => {
	const names = resources.flatMap(({ name, shortName, value, operations }) =>
		operations.map((operation): [string, string] => [
			`${value}.${operation.value}`,
			`${operation.shortName ?? operation.name}: ${shortName ?? name}`,
		]),
	);
	// Flat, because two closing braces in a row would end the expression.
	const table = JSON.stringify(Object.fromEntries(names));
	return `={{ (${table})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
};
