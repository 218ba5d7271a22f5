import type { INode } from 'n8n-workflow';

/** A node of a workflow as n8n saves it. */
export const createNode = (name: string, type: string, more: Partial<INode> = {}): INode => ({
	...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
	...more,
});

/** Our node, as the credential's owner saves it. */
export const createMoEngageNode = (more: Partial<INode> = {}): INode =>
	createNode('MoEngage', 'n8n-nodes-moengage.moEngage', more);
