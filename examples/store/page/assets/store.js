// Saves a reload, never a capability: every page does the same without it.
(() => {
	'use strict';
	const live = document.getElementById('live');
	let waiting = false;

	// Someone who fills in a form is not interrupted; the news waits.
	const busy = () => {
		const at = document.activeElement;
		return live.contains(at) && at.matches('input:not([type=hidden]),select,textarea') ||
			[...live.querySelectorAll('details[open]')].some((d) => d.querySelector('form'));
	};

	// replace fetches a page and puts its live part in the place of ours.
	const replace = async (from) => {
		if (busy()) {
			waiting = true;
			return;
		}
		waiting = false;
		const answer = await fetch(from, {credentials: 'same-origin', cache: 'no-store'});
		if (!answer.ok) return;
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		const fresh = page.getElementById('live');
		if (!fresh || busy()) {
			waiting = !!fresh;
			return;
		}
		live.replaceChildren(...fresh.childNodes);
		if (fresh.dataset.poll) live.dataset.poll = fresh.dataset.poll;
		else delete live.dataset.poll;
	};

	const quietly = (from) => replace(from).catch(() => {}); // the links still work

	if (live && live.dataset.events && window.EventSource) {
		// A page kept for the Back button gives its connection back meanwhile.
		let stream;
		const listen = () => {
			stream = new EventSource(live.dataset.events);
			stream.addEventListener('change', () => quietly(location.href));
		};
		listen();
		window.addEventListener('pagehide', () => stream.close());
		window.addEventListener('pageshow', (e) => {
			if (!e.persisted) return;
			listen();
			quietly(location.href);
		});
		const later = () => setTimeout(() => waiting && quietly(location.href), 0);
		live.addEventListener('focusout', later);
		live.addEventListener('toggle', later, true);
	}

	// A payment is asked about every 2 s, later every 10 s.
	if (live && live.dataset.poll) {
		let pause = 2000;
		const ask = async () => {
			if (!live.dataset.poll) return;
			if (!document.hidden) await quietly(live.dataset.poll);
			pause = Math.min(pause * 1.2, 10000);
			setTimeout(ask, pause);
		};
		setTimeout(ask, pause);
	}

	// The price of the chosen variant.
	const form = document.getElementById('buy');
	const variants = document.getElementById('variants');
	if (form && variants) {
		const all = [...variants.children];
		const buttons = document.querySelectorAll('button[name=do][value=add],button[name=do][value=buy]');
		const show = (id, text) => {
			const at = document.getElementById(id);
			at.textContent = text;
			at.hidden = !text;
		};
		form.addEventListener('change', (e) => {
			if (e.target.type !== 'radio') return;
			const named = e.target.closest('fieldset').querySelector('legend b');
			const text = e.target.parentElement.querySelector('span,img');
			named.textContent = text.alt || text.textContent;
			const groups = [...form.querySelectorAll('fieldset.choice')];
			const values = groups.map((g) => (g.querySelector('input:checked') || {}).value);
			const key = values.join('|');
			// What is gone below the changed group, whatever is chosen after it.
			for (let i = groups.indexOf(e.target.closest('fieldset')) + 1; i < groups.length; i++) {
				for (const radio of groups[i].querySelectorAll('input')) {
					const start = [...values.slice(0, i), radio.value].join('|');
					radio.disabled = !all.some((v) => !('soldout' in v.dataset) && (v.dataset.key + '|').startsWith(start + '|'));
				}
				for (const em of groups[i].querySelectorAll('em')) em.remove(); // it counted another choice's pieces
			}
			const found = all.find((v) => v.dataset.key === key);
			const gone = !found || 'soldout' in found.dataset;
			for (const b of buttons) {
				b.disabled = gone;
				if (b.dataset.sold) b.textContent = gone ? b.dataset.sold : b.dataset.label;
			}
			if (!found) return;
			show('price', found.dataset.price);
			show('was', found.dataset.was);
			show('stock', found.dataset.stock);
			if (found.dataset.picture) document.getElementById('stage').src = found.dataset.picture;
		});
	}

	// A small picture becomes the large one.
	const stage = document.getElementById('stage');
	if (stage) document.querySelector('.gallery').addEventListener('click', (e) => {
		const small = e.target.closest('.thumbs a');
		if (!small) return;
		e.preventDefault();
		stage.src = small.href;
	});

	// A form that failed starts at its first fault.
	const fault = document.querySelector('[aria-invalid=true],[role=alert]');
	if (fault) fault.focus();

	// A second press sends nothing twice; the server's key would catch it too.
	document.addEventListener('submit', (e) => {
		if (e.target.getAttribute('method') !== 'post') return; // a field may be named method
		if (e.target.dataset.sent) e.preventDefault();
		e.target.dataset.sent = '1';
	});
	window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((f) => delete f.dataset.sent));
})();
