import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const templatesFolder = resolve(__dirname, '..', '..', '..', 'docs', 'workflows');

const nodeSchema = z
	.object({
		id: z.string(),
		name: z.string(),
		type: z.string(),
		typeVersion: z.number(),
		position: z.tuple([z.number(), z.number()]),
		parameters: z.record(z.unknown()),
		credentials: z.record(z.unknown()).optional(),
	})
	.passthrough();

export type TemplateNode = z.output<typeof nodeSchema>;

const templateSchema = z
	.object({ name: z.string(), nodes: z.array(nodeSchema), connections: z.record(z.unknown()) })
	.passthrough();

/** A workflow as n8n's Download gives it and its Import takes it. */
export type Template = z.output<typeof templateSchema>;

const ending = '.json';

export const readTemplate = async (name: string): Promise<Template> => {
	const text = await readFile(join(templatesFolder, `${name}${ending}`), 'utf8');
	const content: unknown = JSON.parse(text);
	return templateSchema.parse(content);
};

/** The names of the files, without their ending. */
export const listTemplates = async (): Promise<string[]> =>
	(await readdir(templatesFolder))
		.filter((name) => name.endsWith(ending))
		.map((name) => name.slice(0, -ending.length));

const noteType = 'n8n-nodes-base.stickyNote';

export const isNote = ({ type }: TemplateNode): boolean => type === noteType;
