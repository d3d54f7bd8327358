// Saves a reload, never a capability: every page does the same without it.
(() => {
	'use strict';
	const live = document.getElementById('live');

	// A page that changes while it is open is not replaced: what differs is
	// patched, so that focus, selection, scrolling and what was typed stay.
	let late = 0; // rows that wait until nobody is in the table
	let stale = false; // something else waits

	// Someone who points at a row or writes in one would miss it if rows moved.
	const held = (at) => at.matches(':hover') || at.contains(document.activeElement) || !!at.querySelector('details[open]');

	const same = (a, b) => a.nodeName === b.nodeName && (a.id || '') === (b.id || '');

	const patch = (old, fresh) => {
		if (old.isEqualNode(fresh) || old.id === 'refresh') return;
		if (old.nodeType !== 1) {
			old.data = fresh.data;
			return;
		}
		if (old.matches('details[open]')) { // someone writes in it
			fresh.open = true;
			stale ||= !old.isEqualNode(fresh);
			return;
		}
		for (const a of [...old.attributes]) if (!fresh.hasAttribute(a.name)) old.removeAttribute(a.name);
		for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
		if ('rows' in old.dataset && held(old)) patchRows(old, fresh);
		else merge(old, fresh);
	};

	// patchRows changes rows where they stand: none comes, moves or goes.
	const patchRows = (old, fresh) => {
		const by = new Map([...fresh.children].map((row) => [row.id, row]));
		for (const row of old.children) {
			const now = by.get(row.id);
			if (now) patch(row, now);
			else {
				row.inert = !held(row);
				stale = true;
			}
			by.delete(row.id);
		}
		late += by.size;
	};

	const merge = (old, fresh) => {
		let at = old.firstChild;
		for (const now of [...fresh.childNodes]) {
			let was = at;
			if (now.id) was = [...old.children].find((c) => c.id === now.id);
			else while (was && (was.id || !same(was, now))) was = was.nextSibling;
			if (!was) {
				old.insertBefore(document.adoptNode(now), at);
				continue;
			}
			if (now.id && was !== at) old.insertBefore(was, at);
			else while (at !== was) at = drop(at);
			patch(was, now);
			at = was.nextSibling;
		}
		while (at) at = drop(at);
	};

	// drop takes a node out, unless it answers what this page was sent with.
	const drop = (node) => {
		const next = node.nextSibling;
		if (!(node.dataset && 'keep' in node.dataset)) node.remove();
		return next;
	};

	const tell = () => {
		const at = document.getElementById('refresh');
		if (!at) return;
		const d = at.dataset;
		const words = late === 1 ? d.single : late ? d.more.replace('%d', late) : stale ? d.stale : d.usual;
		if (at.textContent !== words) at.textContent = words;
		at.classList.toggle('act', late > 0 || stale);
	};

	// refresh fetches the page again and patches ours.
	let asking = false;
	let again = false;
	const refresh = async () => {
		again = asking;
		if (asking) return;
		asking = true;
		try {
			const answer = await fetch(live.dataset.poll || live.dataset.self || location.href, {credentials: 'same-origin', cache: 'no-store'});
			if (answer.redirected) { // it is no page to wait on any more
				location.assign(answer.url);
				return;
			}
			if (!answer.ok) return;
			const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
			if (!fresh) return;
			const focus = document.activeElement;
			const place = live.contains(focus) && focus.closest('#live [id]');
			late = 0;
			stale = false;
			patch(live, fresh);
			tell();
			if (focus.isConnected && focus !== document.activeElement) focus.focus({preventScroll: true});
			else if (!focus.isConnected && place && place.isConnected) (place.matches('a,button,input') ? place : place.querySelector('a,button') || place).focus({preventScroll: true});
		} catch {
			// the links still work
		} finally {
			asking = false;
			if (again) refresh();
		}
	};

	if (live && live.dataset.events && window.EventSource) {
		// A browser grants a site six connections: a page that nobody looks at
		// gives its own back, and asks what it missed when it is seen again.
		let stream;
		const listen = () => {
			if (stream || document.hidden) return;
			stream = new EventSource(live.dataset.events);
			stream.addEventListener('change', refresh);
		};
		const hush = () => {
			if (stream) stream.close();
			stream = null;
		};
		listen();
		document.addEventListener('visibilitychange', () => {
			if (document.hidden) return hush();
			refresh();
			listen();
		});
		window.addEventListener('pagehide', hush);
		window.addEventListener('pageshow', (e) => {
			if (!e.persisted) return;
			refresh();
			listen();
		});
		const later = () => setTimeout(() => {
			const table = live.querySelector('[data-rows]');
			if ((late || stale) && !(table && held(table))) refresh();
		}, 0);
		live.addEventListener('focusout', later);
		live.addEventListener('pointerout', later);
		live.addEventListener('toggle', later, true);
	}

	// A payment is asked about every 2 s, later every 10 s.
	if (live && live.dataset.poll) {
		let pause = 2000;
		const ask = async () => {
			if (!live.dataset.poll) return;
			if (!document.hidden) await refresh();
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
		const dear = (id, text) => { // a price may hold a small sign
			show(id, text);
			const sign = /^¥/.test(text) && document.documentElement.lang === 'zh-CN' && id === 'price';
			if (!sign) return;
			const small = document.createElement('small');
			small.textContent = '¥';
			document.getElementById(id).replaceChildren(small, text.slice(1));
		};
		const left = (radio, key) => { // how many there are of a size
			const found = all.find((v) => v.dataset.key === key);
			let em = radio.parentElement.querySelector('em');
			const few = found && found.dataset.few;
			if (em && !few) em.remove();
			if (!few) return;
			if (!em) em = radio.parentElement.appendChild(document.createElement('em'));
			em.textContent = few;
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
					if (i === groups.length - 1 && groups[i].querySelector('.sizes')) left(radio, start);
				}
			}
			const found = all.find((v) => v.dataset.key === key);
			const gone = !found || 'soldout' in found.dataset;
			for (const b of buttons) {
				b.disabled = gone;
				if (b.dataset.sold) b.textContent = gone ? b.dataset.sold : b.dataset.label;
			}
			if (!found) return;
			dear('price', found.dataset.price);
			for (const how of document.querySelectorAll('[data-of]')) how.hidden = how.dataset.of !== found.dataset.price; // how the price is made
			show('was', found.dataset.was);
			show('stock', found.dataset.stock);
			const qty = form.elements.qty;
			qty.dataset.max = found.dataset.max;
			if (+qty.value > +qty.dataset.max) qty.value = qty.dataset.max;
			for (const img of document.querySelectorAll('.gallery img')) {
				const view = new URL(img.src).hash;
				img.src = found.dataset.picture + view;
				if (img.parentElement.href) img.parentElement.href = img.src;
			}
		});
	}

	// A small picture becomes the large one.
	const stage = document.getElementById('stage');
	if (stage) document.querySelector('.gallery').addEventListener('click', (e) => {
		const small = e.target.closest('.thumbs a');
		if (!small) return;
		e.preventDefault();
		stage.src = small.href;
		for (const a of document.querySelectorAll('.thumbs a')) a.setAttribute('aria-current', a === small);
	});

	// Minus and plus count without asking the server where nothing is sold yet;
	// a quantity that was written is sent by its button, which shows then.
	for (const b of document.querySelectorAll('.qty button[data-step]')) b.addEventListener('click', (e) => {
		e.preventDefault();
		const field = b.parentElement.querySelector('input');
		field.value = Math.min(Math.max((parseInt(field.value, 10) || 1) + +b.dataset.step, 1), +field.dataset.max || 99);
	});
	for (const b of document.querySelectorAll('button[data-later]')) {
		b.hidden = true;
		b.form.addEventListener('input', (e) => { if (e.target.name === b.dataset.later) b.hidden = false; });
	}

	// A return's form asks anew what a choice comes to; what was typed stays, and
	// so do the pictures.
	const ask = document.querySelector('form[data-look]');
	if (ask) {
		let turn = 0;
		const hide = (at) => at.querySelectorAll('.look').forEach((b) => { b.hidden = true; });
		hide(ask);
		ask.addEventListener('change', async (e) => {
			if (e.target.matches('textarea,[type=file]')) return;
			const mine = ++turn;
			const data = new FormData(ask);
			data.delete('photos');
			data.set('do', 'look');
			try {
				const answer = await fetch(ask.action, {method: 'POST', body: data, credentials: 'same-origin'});
				const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
				if (mine !== turn || !fresh) return;
				hide(fresh);
				patch(live, fresh);
				for (const o of ask.querySelectorAll('option')) o.selected = o.hasAttribute('selected');
				for (const c of ask.querySelectorAll('[type=radio],[type=checkbox]')) c.checked = c.hasAttribute('checked');
			} catch {
				// the button still works
			}
		});
	}

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
