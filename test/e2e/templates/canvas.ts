import { z } from 'zod';

import { isNote, type Template, type TemplateNode } from './files';

interface Area {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** The editor snaps to it; in pixels. */
const gridStep = 16;

const nodeSize = 96;
/** An agent is drawn wide enough for the inputs below it. */
const agentWidth = 256;
/** The name stands below a node, is wider than the node, and may take two lines. */
const nameHeight = 48;
const nameOverhang = 32;
/** An output that leads nowhere yet offers to add a node. */
const plusLength = 80;

const sizeSchema = z.object({ width: z.number(), height: z.number() });

const measure = (node: TemplateNode, { connections }: Template): Area => {
	const [left, top] = node.position;
	const { name } = node;
	if (isNote(node)) {
		const { width, height } = sizeSchema.parse(node.parameters);
		return { name, left, top, right: left + width, bottom: top + height };
	}
	const width = node.type.endsWith('.agent') ? agentWidth : nodeSize;
	const isConnected = connections[name] !== undefined;
	return {
		name,
		left: left - nameOverhang,
		top,
		right: left + width + (isConnected ? nameOverhang : plusLength),
		bottom: top + nodeSize + nameHeight,
	};
};

const overlap = (one: Area, other: Area): boolean =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

/** The pairs that would lie on each other in the editor, notes and nodes alike. */
export const listOverlaps = (template: Template): string[] => {
	const areas = template.nodes.map((node) => measure(node, template));
	return areas.flatMap((one, index) =>
		areas
			.slice(index + 1)
			.filter((other) => overlap(one, other))
			.map((other) => `${one.name} and ${other.name}`),
	);
};

/** What somebody who tidies the canvas would have to move. */
export const listOffGrid = (template: Template): string[] =>
	template.nodes
		.filter((node) => {
			const { left, top, right, bottom } = measure(node, template);
			const lengths = isNote(node) ? [left, top, right, bottom] : node.position;
			return lengths.some((length) => length % gridStep !== 0);
		})
		.map(({ name }) => name);
