/** The list that a text holds as JSON, where it does. */
export const findJsonList = (text: string): unknown[] | undefined => {
	if (!text.trimStart().startsWith('[')) return undefined;
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list : undefined;
	} catch {
		return undefined;
	}
};
