// Follows an order: when it changes, the page's live part is fetched anew.
// Without script the Refresh link does the same.
(() => {
	const live = document.getElementById('live');
	if (!live || !window.EventSource) return;
	new EventSource(live.dataset.events).addEventListener('change', async () => {
		const page = await (await fetch(location.href)).text();
		const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById('live');
		if (fresh) live.innerHTML = fresh.innerHTML;
	});
})();
