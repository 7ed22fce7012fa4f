// usage: node page.js CHROMIUM FILE.html ...
// Opens pages in headless Chromium: the first one 400, 800 and 1600 pixels wide,
// light and dark, and on paper; the others narrow and dark, wide and light.
// Says what axe-core and the console have to say, and whether the page is wider
// than its window. One line of JSON a view.
const path = require('path');
const puppeteer = require('puppeteer-core');
const axe = require.resolve('axe-core/axe.min.js');
const fs = require('fs');

async function view(browser, file, width, scheme, media) {
	const page = await browser.newPage();
	const said = [];
	page.on('console', m => said.push(m.text()));
	page.on('pageerror', e => said.push(String(e)));
	page.on('request', r => {
		if (!r.url().startsWith('file:'))
			said.push('asked for ' + r.url());
	});
	await page.setViewport({width, height: 900});
	await page.emulateMediaType(media);
	await page.emulateMediaFeatures([
		{name: 'prefers-color-scheme', value: scheme}]);
	await page.goto('file://' + path.resolve(file));
	const wide = await page.evaluate(
		() => document.documentElement.scrollWidth);
	// The policy of the page forbids scripts: this one comes from outside.
	await page.evaluate(fs.readFileSync(axe, 'utf8'));
	const found = await page.evaluate(() => axe.run(document, {
		resultTypes: ['violations'], iframes: false}));
	await page.close();
	return {file, width, scheme, media, wide, console: said,
		violations: found.violations.map(v => v.id + ': ' + v.help +
		': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)))};
}

(async () => {
	const [chromium, ...files] = process.argv.slice(2);
	const browser = await puppeteer.launch({executablePath: chromium,
		args: ['--no-sandbox', '--disable-gpu']});
	const all = [400, 800, 1600].flatMap(w => [
		[w, 'light', 'screen'], [w, 'dark', 'screen']]);
	all.push([800, 'light', 'print']);
	for (const file of files)
		for (const [width, scheme, media] of
			file === files[0] ? all : [all[1], all[4]])
			console.log(JSON.stringify(await view(browser, file,
				width, scheme, media)));
	await browser.close();
})().catch(e => {
	console.error(e);
	process.exit(1);
});
