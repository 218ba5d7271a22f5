import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

import type { Rest } from '../rest/client';
import type { TemplateNode } from './files';

/** The node types of the server, as its editor knows them. */
export type Definitions = INodeTypeDescription[];

const definitionSchema = z.custom<INodeTypeDescription>(
	(value) =>
		z
			.object({
				name: z.string(),
				version: z.union([z.number(), z.array(z.number())]),
				properties: z.array(z.unknown()),
			})
			.safeParse(value).success,
);

export const readDefinitions = async (rest: Rest): Promise<Definitions> => {
	const response = await rest.download('/types/nodes.json');
	return z.array(definitionSchema).parse(await response.json());
};

const parametersSchema = z.custom<INode['parameters']>(
	(value) => typeof value === 'object' && value !== null,
);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The paths that one has and the other has not; n8n drops what it has no field for. */
const listMissing = (given: unknown, kept: unknown, path: string): string[] => {
	if (!isObject(given)) return [];
	if (!isObject(kept)) return [path];
	const keptEntries = new Map<string, unknown>(Object.entries(kept));
	return Object.entries(given).flatMap(([key, value]) => {
		const keyPath = `${path}.${key}`;
		return keptEntries.has(key) ? listMissing(value, keptEntries.get(key), keyPath) : [keyPath];
	});
};

/** n8n itself takes any text for a choice; the editor marks what is none of its options. */
const listUnknownChoices = (definition: INodeTypeDescription, node: INode): string[] =>
	Object.entries(node.parameters).flatMap(([name, value]) => {
		const choices = definition.properties.filter(
			(property) =>
				property.name === name &&
				property.type === 'options' &&
				NodeHelpers.displayParameter(node.parameters, property, node, definition),
		);
		const isExpression = typeof value === 'string' && value.startsWith('=');
		const isKnown = choices.some(({ options }) =>
			options?.some((option) => 'value' in option && option.value === value),
		);
		return choices.length === 0 || isExpression || isKnown ? [] : [name];
	});

/**
 * What the editor could not show of a node: its type or version, parameters without a field (or
 * with one that other parameters hide), and what it would mark in red, such as an unknown choice.
 */
export const listDefects = (definitions: Definitions, node: TemplateNode): string[] => {
	const definition = definitions.find(
		({ name, version }) =>
			name === node.type && [version].flat().some((known) => known === node.typeVersion),
	);
	if (definition === undefined) return [`${node.name}: no ${node.type} ${node.typeVersion}`];

	const { properties } = definition;
	const parameters = parametersSchema.parse(node.parameters);
	const typed: INode = { ...node, parameters, credentials: undefined };
	const kept = NodeHelpers.getNodeParameters(
		properties,
		parameters,
		true,
		false,
		typed,
		definition,
	);
	const issues = NodeHelpers.getNodeParametersIssues(properties, typed, definition);
	return [
		...listMissing(parameters, kept, node.name).map((path) => `${path}: no such parameter`),
		...listUnknownChoices(definition, typed).map((name) => `${node.name}.${name}: no such choice`),
		...Object.values(issues?.parameters ?? {}).map((texts) => `${node.name}: ${texts.join(', ')}`),
	];
};
