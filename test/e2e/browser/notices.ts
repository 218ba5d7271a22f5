import type { Locator, Page } from 'playwright-core';

const findNotices = (page: Page): Locator =>
	page
		.getByRole('alert')
		.filter({ visible: true, has: page.locator('.el-notification__closeBtn') });

/** Closes the notices that n8n shows in the corner. */
export const closeNotices = async (page: Page): Promise<void> => {
	const notices = findNotices(page);
	for (let left = await notices.count(); left > 0; left = await notices.count()) {
		// One that is leaving by itself cannot be closed any more.
		await notices
			.first()
			.locator('.el-notification__closeBtn')
			.click({ timeout: 2_000 })
			.catch(() => undefined);
	}
};

/** Waits until n8n tells that a step, or a workflow, has come to its end, well or not. */
export const waitForOutcome = async (page: Page): Promise<void> => {
	await findNotices(page)
		.filter({ hasText: /executed successfully|Problem in node/ })
		.first()
		.waitFor();
};
