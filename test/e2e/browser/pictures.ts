import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** What the README can show without slowing anybody down. */
const mostBytes = 150_000;

/** Buttons fade in and out, and a picture in between shows them without their words. */
const fadesWithinMs = 1_000;

const repositoryFolder = resolve(__dirname, '..', '..', '..', 'docs', 'images');

/**
 * Takes pictures for the README into its folder when N8N_MOENGAGE_PICTURES is set. Every other run
 * takes them into a folder of its own, so that they are known to work and the repository stays clean.
 */
export const choosePictureFolder = (otherwise: string): string =>
	process.env.N8N_MOENGAGE_PICTURES ? repositoryFolder : otherwise;

export interface Cut {
	/** How much of its surroundings can be seen. */
	margin?: Partial<Record<'top' | 'right' | 'bottom' | 'left', number>>;
	/** Less than the whole height, from the top. */
	height?: number;
}

export interface Camera {
	/** Takes a picture of the page from the first of the parts to the last. */
	take(name: string, parts: Locator, cut?: Cut): Promise<void>;
}

export const createCamera = (page: Page, folder: string): Camera => {
	const check = async (path: string): Promise<void> => {
		const { size } = await stat(path);
		if (size > mostBytes) throw new Error(`${path} has ${size} bytes, more than ${mostBytes}`);
	};

	const prepare = async (name: string): Promise<string> => {
		await mkdir(folder, { recursive: true });
		// Where the pointer rests, n8n shows buttons.
		await page.mouse.move(0, 0);
		await page.waitForTimeout(fadesWithinMs);
		return join(folder, `${name}.png`);
	};

	return {
		take: async (name, parts, { margin = {}, height = Infinity } = {}) => {
			const path = await prepare(name);
			const found = await Promise.all((await parts.all()).map(async (part) => part.boundingBox()));
			const boxes = found.filter((box) => box !== null);
			const x = Math.max(0, Math.min(...boxes.map((box) => box.x)) - (margin.left ?? 0));
			const y = Math.max(0, Math.min(...boxes.map((box) => box.y)) - (margin.top ?? 0));
			const right = Math.max(...boxes.map((box) => box.x + box.width)) + (margin.right ?? 0);
			const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + (margin.bottom ?? 0);
			const clip = { x, y, width: right - x, height: Math.min(height, bottom - y) };
			await page.screenshot({ path, clip, animations: 'disabled', caret: 'hide' });
			await check(path);
		},
	};
};
