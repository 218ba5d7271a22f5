/** Writes rows as a Markdown table whose columns are aligned, numbers to the right. */
export const writeTable = (header: string[], rows: string[][]): string => {
	const all = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	const isNumber = header.map((_, column) =>
		rows.every((row) => /^-?[\d–]/.test(row[column] ?? '')),
	);
	const writeRow = (row: string[]) => {
		const cells = widths.map((width, column) => {
			const cell = row[column] ?? '';
			return isNumber[column] ? cell.padStart(width) : cell.padEnd(width);
		});
		return `| ${cells.join(' | ')} |`;
	};
	const rule = widths.map((width, column) =>
		isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
	);
	return [writeRow(header), `| ${rule.join(' | ')} |`, ...rows.map(writeRow)].join('\n');
};
