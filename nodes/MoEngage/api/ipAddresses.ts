const V4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

const V6 = /^[\da-f:.]{2,45}$/i;

const V4_WITH_PORT = /^([\d.]{7,15}):\d{1,5}$/;

const BRACKETED = /^\[([\da-f:.]{2,45})\](?::\d{1,5})?$/i;

/** A URL has the parser that Node.js offers here. It rewrites octal numbers, so they do not match. */
const isV4 = (text: string): boolean => {
	const url = `http://${text}`;
	return V4.test(text) && URL.canParse(url) && new URL(url).hostname === text;
};

const isV6 = (text: string): boolean => V6.test(text) && URL.canParse(`http://[${text}]`);

/** The address without its port, or undefined where there is none. */
export const findIpAddress = (text: string): string | undefined => {
	const [, inner] = BRACKETED.exec(text) ?? V4_WITH_PORT.exec(text) ?? [];
	if (inner !== undefined && !URL.canParse(`http://${text}`)) return undefined;
	const address = inner ?? text;
	return isV4(address) || isV6(address) ? address : undefined;
};
